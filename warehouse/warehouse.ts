import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection, DuckDBValue, Json } from '@duckdb/node-api';
import { asDiskFull, isBeyondUse } from './disk-full.ts';
import { openFile, type OpenedFile } from './opened-file.ts';

/** The DuckDB file: one instance in the process, one writer at a time, readers from a pool. Errors: `disk_full`. */
export interface Warehouse {
  readonly path: string;
  /** A reader's connection: sees the last committed publish. */
  read<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** The writer's connection; calls queue, so that at most one transaction writes. */
  write<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Does `work` with no more memory than `limit`, for example `512MB`; what needs more spills to disk. */
  within<T>(limit: string, work: () => Promise<T>): Promise<T>;
  /** What is being written is interrupted and rolled back, and nothing is read or written any more; `close` follows. */
  giveUp(): Promise<void>;
  close(): Promise<void>;
}

export interface WarehouseOptions {
  /** DuckDB threads; the machine's cores unless told. */
  readonly threads?: number;
  /** For example `2GB`. */
  readonly memoryLimit?: string;
}

/** An interrupt ends the statement that runs: one that begins between two of them is ended by the next. */
const INTERRUPT_EVERY_MS = 50;

/** DuckDB's own default is 80 % of memory, too much beside a Node server. */
const MEMORY_LIMIT = '4GB';

/** Opens (and makes, when absent) the warehouse file. Errors: `warehouse_in_use`, `warehouse_unreadable`. */
export async function openWarehouse(file: string, options: WarehouseOptions = {}): Promise<Warehouse> {
  if (file !== ':memory:') await mkdir(path.dirname(file), { recursive: true });
  const limits = { threads: options.threads ?? null, memoryLimit: options.memoryLimit ?? MEMORY_LIMIT };
  let opened = await openFile(file, limits);
  let inUse = 0;
  /** What made the opened file unusable. */
  let broken: { readonly cause: unknown } | null = null;
  let reopening: Promise<void> | null = null;
  let lastWrite: Promise<unknown> = Promise.resolve();
  let isEnding = false;

  async function reopen(): Promise<void> {
    opened.close();
    opened = await openFile(file, limits);
    broken = null;
  }

  /** The opened file, opened again if DuckDB has given it up: not while anybody still holds a connection of the old. */
  async function usable(): Promise<OpenedFile> {
    if (isEnding) throw new Error('the warehouse is closed');
    if (broken === null) return opened;
    if (inUse > 0) throw broken.cause;
    reopening ??= reopen().finally(() => (reopening = null));
    await reopening;
    return opened;
  }

  async function lend<T>(
    use: (connection: DuckDBConnection) => Promise<T>,
    connectionOf: (from: OpenedFile) => Promise<DuckDBConnection>,
    giveBack: (to: OpenedFile, connection: DuckDBConnection) => void,
  ): Promise<T> {
    const from = await usable();
    inUse += 1;
    try {
      const connection = await connectionOf(from);
      try {
        return await use(connection);
      } finally {
        giveBack(from, connection);
      }
    } catch (error) {
      const told = asDiskFull(error, file);
      if (isBeyondUse(error)) broken ??= { cause: told };
      throw told;
    } finally {
      inUse -= 1;
    }
  }

  return {
    path: file,
    read: (use) =>
      lend(
        use,
        (from) => from.lend(),
        (to, connection) => to.giveBack(connection),
      ),
    write(use) {
      const turn = lastWrite.then(() =>
        lend(
          use,
          (from) => Promise.resolve(from.writer),
          () => undefined,
        ),
      );
      lastWrite = turn.then(
        () => undefined,
        () => undefined,
      );
      return turn;
    },
    async within(limit, work) {
      await opened.writer.run(`set memory_limit = '${limit}'`);
      try {
        return await work();
      } finally {
        // what was opened meanwhile has the usual limit already
        if (broken === null) await opened.writer.run(`set memory_limit = '${limits.memoryLimit}'`);
      }
    },
    async giveUp() {
      isEnding = true;
      const interrupting = setInterval(() => opened.writer.interrupt(), INTERRUPT_EVERY_MS);
      await lastWrite;
      clearInterval(interrupting);
    },
    async close() {
      await lastWrite;
      isEnding = true;
      opened.close();
    },
  };
}

/** Runs `work` between begin and commit; any error rolls back and is thrown on. */
export async function transaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('begin transaction');
  let result: T;
  try {
    result = await work();
  } catch (error) {
    try {
      await connection.run('rollback');
    } catch (rollbackError) {
      throw new AggregateError([error, rollbackError], 'rollback failed', { cause: error });
    }
    throw error;
  }
  // a commit that fails has rolled back: there is nothing left to end
  await connection.run('commit');
  return result;
}

/** A row with JSON values: DECIMAL and BIGINT as text, DATE `YYYY-MM-DD`, TIMESTAMP `YYYY-MM-DD HH:MM:SS`. */
export type Row = Record<string, Json>;

/** Runs one query and answers all its rows. */
export async function rows(
  connection: DuckDBConnection,
  sql: string,
  parameters?: readonly DuckDBValue[],
): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql, parameters === undefined ? undefined : [...parameters]);
  return reader.getRowObjectsJson();
}
