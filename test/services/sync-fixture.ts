import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import pino, { type Logger } from 'pino';
import { loadConfig } from '../../pipelines/config/load.ts';
import { createSync, type Sync, type SyncEffects } from '../../pipelines/sync/sync.ts';
import { openWarehouse, rows, type Row, type Warehouse } from '../../warehouse/warehouse.ts';

const HOST = process.env['TREELINE_TEST_PG'] ?? 'postgres://postgres@127.0.0.1:5432';

/** A database of its own on the real server. */
export interface TestDatabase {
  readonly url: string;
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

export async function createDatabase(): Promise<TestDatabase> {
  const name = `treeline_pipe_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client(`${HOST}/postgres`);
  await admin.connect();
  await admin.query(`create database ${name}`);
  const client = new pg.Client(`${HOST}/${name}`);
  await client.connect();
  return {
    url: `${HOST}/${name}`,
    sql: async (text, values) => (await client.query<Record<string, unknown>>(text, values)).rows,
    async drop() {
      await client.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** A sync of a configuration into a warehouse of its own. */
export interface TestSync extends Sync {
  readonly warehouse: Warehouse;
  readonly dir: string;
  query(sql: string): Promise<Row[]>;
  end(): Promise<void>;
}

export async function openSync(
  yaml: string,
  env: Record<string, string>,
  options: { dir?: string; file?: boolean; effects?: Partial<SyncEffects>; log?: Logger } = {},
): Promise<TestSync> {
  const dir = options.dir ?? mkdtempSync(path.join(os.tmpdir(), 'treeline-sync-'));
  writeFileSync(path.join(dir, 'treeline.yaml'), yaml);
  const config = loadConfig(path.join(dir, 'treeline.yaml'), env);
  const warehouse = await openWarehouse(options.file === true ? config.warehouse : ':memory:');
  const sync = createSync(config, warehouse, options.log ?? pino({ level: 'silent' }), options.effects);
  return {
    ...sync,
    warehouse,
    dir,
    query: (sql) => warehouse.read((connection) => rows(connection, sql)),
    async end() {
      await sync.close();
      await warehouse.close();
      if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
    },
  };
}
