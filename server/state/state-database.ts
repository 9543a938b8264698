import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { MIGRATIONS } from './migrations.ts';
import { isUrl } from './state-place.ts';

/** Statements on the application's own state; values go as parameters, rows come parsed. */
export interface StateSession {
  query<T>(row: z.ZodType<T>, sql: string, values?: readonly unknown[]): Promise<T[]>;
  run(sql: string, values?: readonly unknown[]): Promise<void>;
}

/** Accounts, sessions, links, audit: PGlite in a folder, or a PostgreSQL by its address. One dialect for both. */
export interface StateDatabase extends StateSession {
  transaction<T>(work: (session: StateSession) => Promise<T>): Promise<T>;
  /** Writes a folder that `openState` opens, while this one is used; null for a server, which has means of its own. */
  readonly copyTo: ((folder: string) => Promise<void>) | null;
  close(): Promise<void>;
}

/** What both clients answer. */
interface Client {
  query(sql: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Opens and migrates the state. `place` is a folder or a `postgres://` address. Errors: `state_unreachable`. */
export async function openState(place: string): Promise<StateDatabase> {
  const state = isUrl(place) ? await openServer(place) : await openFolder(place);
  try {
    await migrate(state);
  } catch (error) {
    await state.close();
    throw error;
  }
  return state;
}

async function openFolder(folder: string): Promise<StateDatabase> {
  const { PGlite } = await import('@electric-sql/pglite');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const db = new PGlite({ dataDir: folder });
  await db.waitReady;
  return {
    ...sessionOn({ query: (sql, values) => db.query(sql, values) }),
    transaction: (work) =>
      db.transaction((inside) => work(sessionOn({ query: (sql, values) => inside.query(sql, values) }))),
    async copyTo(target) {
      await db.query('checkpoint');
      // all files at one moment, the log of what is not in them yet among them: opening the copy once settles it
      const copy = new PGlite({ dataDir: target, loadDataDir: await db.dumpDataDir('none') });
      await copy.waitReady;
      await copy.close();
    },
    close: () => db.close(),
  };
}

async function openServer(url: string): Promise<StateDatabase> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 10_000 });
  // a connection that breaks while idle is replaced by the next question
  pool.on('error', () => undefined);
  const client: Client = { query: (sql, values) => pool.query(sql, values) };
  try {
    await client.query('select 1');
  } catch (cause) {
    await pool.end();
    throw new TreelineError(
      'state_unreachable',
      'The PostgreSQL that `state` names does not answer. Check its address, user and password, or leave `state` out to keep accounts in the data folder.',
      {},
      cause,
    );
  }
  return {
    ...sessionOn(client),
    async transaction(work) {
      const one = await pool.connect();
      try {
        await one.query('begin');
        const answer = await work(sessionOn({ query: (sql, values) => one.query(sql, values) }));
        await one.query('commit');
        return answer;
      } catch (error) {
        await one.query('rollback');
        throw error;
      } finally {
        one.release();
      }
    },
    copyTo: null,
    close: () => pool.end(),
  };
}

function sessionOn(client: Client): StateSession {
  return {
    async query(row, sql, values = []) {
      const { rows } = await client.query(sql, [...values]);
      return z.array(row).parse(rows);
    },
    async run(sql, values = []) {
      await client.query(sql, [...values]);
    },
  };
}

/** Runs what has not run yet, each in order, all in one transaction. */
async function migrate(state: StateDatabase): Promise<void> {
  await state.transaction(async (session) => {
    // two servers that start at once on one PostgreSQL take turns
    await session.run('select pg_advisory_xact_lock(7205759)');
    await session.run('create schema if not exists treeline');
    await session.run(
      'create table if not exists treeline.migration (number integer primary key, ran_at timestamptz not null default now())',
    );
    const ran = await session.query(
      z.object({ number: z.number() }),
      'select number from treeline.migration',
    );
    for (const [index, statements] of MIGRATIONS.entries()) {
      if (ran.some(({ number }) => number === index + 1)) continue;
      for (const statement of statements) await session.run(statement);
      await session.run('insert into treeline.migration (number) values ($1)', [index + 1]);
    }
  });
}
