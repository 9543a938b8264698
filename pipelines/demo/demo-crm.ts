import { fileURLToPath } from 'node:url';

import { startCrmProcess } from './crm-process.ts';
import type { Scale } from './crm/generate/world.ts';

export interface DemoCrmOptions {
  /** Folder the CRM's database is kept in; reused when it was filled today with the same seed and scale. */
  readonly dir: string;
  readonly seed: number;
  readonly scale: Scale;
  /** The generator's present; absent = the clock's. */
  readonly now?: Date;
  /** Off with `false`; a number multiplies its tempo (1: a deal is won every 20–40 seconds). */
  readonly simulator: boolean | number;
  /** Preferred port, 5433 by default; another free one when it is taken. 0 = any. */
  readonly port?: number;
  /** How long a silent client may hold a transaction open before it is rolled back; 30 seconds by default. */
  readonly patienceMs?: number;
  readonly onProgress?: (progress: { done: number; of: number; what: string }) => void;
  readonly onWarning?: (message: string) => void;
}

export interface DemoCrm {
  /** Connection string for any PostgreSQL client. */
  readonly url: string;
  readonly port: number;
  readonly stats: {
    readonly rows: Readonly<Record<string, number>>;
    readonly reused: boolean;
    readonly ms: number;
  };
  stop(): Promise<void>;
}

/** Starts the demo's CRM in a process of its own; resolves when it is filled and takes connections. */
export function startDemoCrm(options: DemoCrmOptions): Promise<DemoCrm> {
  return beginDemoCrm(options).ready;
}

/** The same, for who may have to stop it before it is ready. */
export function beginDemoCrm(options: DemoCrmOptions): {
  readonly ready: Promise<DemoCrm>;
  stop(): Promise<void>;
} {
  const tempo = typeof options.simulator === 'number' ? options.simulator : options.simulator ? 1 : null;
  const crm = startCrmProcess(
    {
      dir: options.dir,
      seed: options.seed,
      scale: options.scale,
      now: options.now?.toISOString() ?? null,
      port: options.port ?? 5433,
      patienceMs: options.patienceMs ?? 30_000,
      tempo,
    },
    (message) => {
      if (message.kind === 'progress') {
        options.onProgress?.({ done: message.done, of: message.of, what: message.what });
      } else options.onWarning?.(message.message);
    },
  );
  const stop = () => crm.stop();
  const ready = crm.ready.then(({ url, port, rows, reused, ms }) => {
    return { url, port, stats: { rows, reused, ms }, stop };
  });
  return { ready, stop };
}

/** The mapping from the demo CRM to the canonical one; its url is read from TREELINE_DEMO_URL. */
export function demoConfigPath(): string {
  return fileURLToPath(new URL('./treeline.yaml', import.meta.url));
}
