import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { isBeyondUse } from '../../warehouse/disk-full.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

const CATALOG = 'treeline_stage';

/** One run's place for rows on their way: tables in a database beside the warehouse, files in a folder. */
export interface StageRun {
  readonly connection: DuckDBConnection;
  /** For temporary files; readable by this user only, since rows are customer data. */
  readonly dir: string;
  /** A fresh qualified table name. */
  table(prefix: string): string;
}

export interface Stage {
  run<T>(work: (run: StageRun) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

// several syncs may share one process (tests, a CLI inside the server): names must not meet
let runs = 0;

/**
 * The stage is an in-memory database attached to the warehouse's instance: every connection sees it, so rows
 * can be staged on a reader while the writer serves others, and a crash leaves nothing of it behind.
 */
export function createStage(warehouse: Warehouse): Stage {
  let folder: Promise<string> | null = null;

  return {
    async run(work) {
      folder ??= openFolder(warehouse.path);
      const name = `run_${++runs}`;
      const dir = path.join(await folder, name);
      const schema = `${CATALOG}.${name}`;
      await mkdir(dir);
      return warehouse
        .read(async (connection) => {
          await connection.run(`attach if not exists ':memory:' as ${CATALOG}`);
          await connection.run(`create schema ${schema}`);
          let tables = 0;
          return work({ connection, dir, table: (prefix) => `${schema}.${prefix}_${++tables}` }).finally(() =>
            // an instance that DuckDB has given up forgets its tables by itself, and the error that ended it counts
            connection.run(`drop schema ${schema} cascade`).catch((error: unknown) => {
              if (!isBeyondUse(error)) throw error;
            }),
          );
        })
        .finally(() => rm(dir, { recursive: true, force: true }));
    },
    async close() {
      if (folder !== null) await rm(await folder, { recursive: true, force: true });
      folder = null;
    },
  };
}

/** The folder beside the warehouse, emptied first: only one process holds the warehouse, so leftovers are a crash's. */
async function openFolder(warehousePath: string): Promise<string> {
  if (warehousePath === ':memory:') return mkdtemp(path.join(os.tmpdir(), 'treeline-stage-'));
  const dir = `${warehousePath}.stage`;
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  await chmod(dir, 0o700);
  return dir;
}
