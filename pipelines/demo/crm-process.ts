import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { crmMessageSchema, type CrmMessage, type CrmRequest } from './crm/messages.ts';

type Ready = Extract<CrmMessage, { kind: 'ready' }>;

export interface CrmProcess {
  /** Resolves when it takes connections. */
  readonly ready: Promise<Ready>;
  /** Asks the process to end, ready or not, and waits until it has. */
  stop(): Promise<void>;
}

/** Longer than any clean end takes; then it is killed. */
const STOP_WITHIN_MS = 8_000;

/** Starts the CRM's process. */
export function startCrmProcess(
  request: CrmRequest,
  onMessage: (message: Exclude<CrmMessage, { kind: 'ready' | 'failed' }>) => void,
): CrmProcess {
  const child = fork(fileURLToPath(new URL('./crm/main.ts', import.meta.url)), [JSON.stringify(request)], {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-2_000)));

  let isStopping = false;
  const ready = new Promise<Ready>((resolve, reject) => {
    child.on('message', (raw) => {
      const message = crmMessageSchema.parse(raw);
      if (message.kind === 'ready') {
        child.once('exit', (code) => {
          if (!isStopping)
            onMessage({ kind: 'warning', message: `The demo CRM ended by itself (exit code ${code}).` });
        });
        resolve(message);
      } else if (message.kind === 'failed')
        reject(new Error(`The demo CRM did not start: ${message.message}`));
      else onMessage(message);
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`The demo CRM ended (exit code ${code ?? 'none'}). ${complaints}`)),
    );
  });
  return {
    ready,
    stop() {
      isStopping = true;
      return end(child);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await exited;
  clearTimeout(deadline);
}
