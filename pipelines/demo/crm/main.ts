import { createServer } from 'node:net';

import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';

import { openCrm, releaseAbandoned } from './database.ts';
import { crmRequestSchema, type CrmMessage } from './messages.ts';
import { startSimulator } from './simulator/simulator.ts';

/**
 * The CRM's own process: PGlite, its socket, and the people who work in it (the simulator).
 * It ends when told to (SIGTERM) or when its parent is gone; Ctrl+C is the parent's business.
 */
const HOST = '127.0.0.1';

function tell(message: CrmMessage): void {
  if (process.connected) process.send?.(message);
}

async function main(): Promise<void> {
  const startedAt = performance.now();
  const request = crmRequestSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
  const { db, rows, reused } = await openCrm(request.dir, {
    seed: request.seed,
    scale: request.scale,
    now: request.now === null ? new Date() : new Date(request.now),
    onProgress: (progress) => tell({ kind: 'progress', ...progress }),
  });
  db.onLost = () => process.exit(1);
  const port = await freePort(request.port);
  const server = new PGLiteSocketServer({ db, host: HOST, port, maxConnections: 40 });
  await server.start();
  const url = `postgres://postgres@${HOST}:${port}/postgres`;
  const watch = releaseAbandoned(db, request.patienceMs, () => callOnce(url));
  const simulator =
    request.tempo === null
      ? null
      : startSimulator({
          url,
          seed: request.seed,
          tempo: request.tempo,
          onError: (error) => tell({ kind: 'warning', message: `simulator: ${error.message}` }),
        });

  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    clearInterval(watch);
    await simulator?.stop();
    await server.stop();
    await db.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('disconnect', () => void stop());
  tell({ kind: 'ready', url, port, rows, reused, ms: Math.round(performance.now() - startedAt) });
}

/** Connects and leaves. */
async function callOnce(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.end();
}

/** The wanted port when nobody has it, else one that the system chooses. */
function freePort(wanted: number | null): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (wanted !== null && wanted !== 0 && error.code === 'EADDRINUSE') resolve(freePort(null));
      else reject(error);
    });
    probe.listen(wanted ?? 0, HOST, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

process.on('SIGINT', () => undefined);
// before the CRM is up, the parent's end must still end it
process.on('disconnect', () => setTimeout(() => process.exit(1), 5_000).unref());

main().catch((error: unknown) => {
  tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
  process.disconnect?.();
});
