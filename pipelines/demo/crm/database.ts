import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { PGlite } from '@electric-sql/pglite';
import { z } from 'zod';

import { fill, pgliteTarget, type FillOptions, type RowCounts } from './fill.ts';
import { dateText, dayOf } from './generate/china-time.ts';

const labelSchema = z.strictObject({ made: z.string(), rows: z.record(z.string(), z.number()) });

/** PGlite that knows when a client last said something (see releaseAbandoned), and that it has come to its end. */
export class CrmDatabase extends PGlite {
  lastMessageAt = 0;
  /** Called in the middle of a statement that never ends. */
  onLost: () => void = () => undefined;

  override execProtocolRawStream(
    ...[message, options]: Parameters<PGlite['execProtocolRawStream']>
  ): ReturnType<PGlite['execProtocolRawStream']> {
    this.lastMessageAt = Date.now();
    const onRawData = (data: Uint8Array): void => {
      if (isEndless(data)) this.onLost();
      options.onRawData(data);
    };
    return super.execProtocolRawStream(message, { ...options, onRawData });
  }
}

/** After a FATAL error PGlite has no backend, and answers with this error for ever, which leaves no time for anything else. */
function isEndless(data: Uint8Array): boolean {
  return Buffer.from(data.buffer, data.byteOffset, Math.min(data.byteLength, 200)).includes(
    'pq_startmsgread',
  );
}

export interface OpenedCrm {
  readonly db: CrmDatabase;
  readonly rows: RowCounts;
  /** True when a folder filled earlier today was taken as it stood. */
  readonly reused: boolean;
}

/** Opens the CRM kept in `dir`; fills it anew unless it was made today, with the same arguments, by the same program. */
export async function openCrm(dir: string, options: FillOptions): Promise<OpenedCrm> {
  const data = join(dir, 'pgdata');
  const label = join(dir, 'made.json');
  const made = `${options.seed}/${options.scale}/${dateText(dayOf(options.now.getTime()))}/${programHash()}`;
  const known = existsSync(label) ? labelSchema.safeParse(JSON.parse(readFileSync(label, 'utf8'))) : null;
  if (known?.success === true && known.data.made === made) {
    // killed at a bad moment it may not open any more: then it is made again
    const db = await open(data).catch(() => null);
    if (db !== null) return { db, rows: known.data.rows, reused: true };
  }
  // the label goes first: a fill that is interrupted leaves a folder that nobody takes for finished
  await rm(label, { force: true });
  await rm(data, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  options.onProgress?.({ done: 0, of: 1, what: 'starting PostgreSQL' });
  const db = await open(data);
  const rows = await fill(pgliteTarget(db), options);
  await writeFile(label, JSON.stringify({ made, rows }));
  return { db, rows, reused: false };
}

async function open(dataDir: string): Promise<CrmDatabase> {
  // relaxed: the demo can be made again, so nobody waits for the disk
  const db = new CrmDatabase({ dataDir, relaxedDurability: true });
  await db.waitReady;
  return db;
}

/** Changes whenever the schema or the generator does. */
function programHash(): string {
  const hash = createHash('sha256');
  for (const folder of ['./', './generate/']) {
    const url = new URL(folder, import.meta.url);
    for (const file of readdirSync(url).sort()) {
      if (/(?<!\.test)\.(ts|sql)$/.test(file)) hash.update(readFileSync(new URL(file, url)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * PGlite has one session for all its sockets, so one client's forgotten `begin` would stop everybody.
 * PostgreSQL's own idle_in_transaction_session_timeout would end the backend, of which there is one: it is done here.
 * `wake` must send the server any message: what waits behind a transaction is looked at again only then.
 */
export function releaseAbandoned(
  db: CrmDatabase,
  patienceMs: number,
  wake: () => Promise<void>,
): NodeJS.Timeout {
  const timer = setInterval(() => {
    if (!db.isInTransaction() || Date.now() - db.lastMessageAt < patienceMs) return;
    void db.exec('rollback').then(wake);
  }, patienceMs / 6);
  timer.unref();
  return timer;
}
