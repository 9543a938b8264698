import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue, type Json } from '@duckdb/node-api';
import { TreelineError } from './treeline-error.ts';

/** The DuckDB file: one instance in the process, one writer at a time, readers from a pool. */
export interface Warehouse {
  readonly path: string;
  /** A reader's connection: sees the last committed publish. */
  read<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** The writer's connection; calls queue, so that at most one transaction writes. */
  write<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Does `work` with no more memory than `limit`, for example `512MB`; what needs more spills to disk. */
  within<T>(limit: string, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface WarehouseOptions {
  /** DuckDB threads; the machine's cores unless told. */
  readonly threads?: number;
  /** For example `2GB`. */
  readonly memoryLimit?: string;
}

/** DuckDB's own default is 80 % of memory, too much beside a Node server. */
const MEMORY_LIMIT = '4GB';

/** Opens (and makes, when absent) the warehouse file. Errors: `warehouse_in_use`, `warehouse_unreadable`. */
export async function openWarehouse(file: string, options: WarehouseOptions = {}): Promise<Warehouse> {
  if (file !== ':memory:') await mkdir(path.dirname(file), { recursive: true });
  const instance = await openInstance(file, options);
  const writer = await connect(instance);
  const idle: DuckDBConnection[] = [];
  const open = new Set<DuckDBConnection>();
  let lastWrite: Promise<unknown> = Promise.resolve();
  let closed = false;

  return {
    path: file,
    async read(use) {
      if (closed) throw new Error('the warehouse is closed');
      const connection = idle.pop() ?? (await connect(instance));
      open.add(connection);
      try {
        return await use(connection);
      } finally {
        open.delete(connection);
        if (closed) connection.closeSync();
        else idle.push(connection);
      }
    },
    write(use) {
      const turn = lastWrite.then(() => {
        if (closed) throw new Error('the warehouse is closed');
        return use(writer);
      });
      lastWrite = turn.then(
        () => undefined,
        () => undefined,
      );
      return turn;
    },
    async within(limit, work) {
      await writer.run(`set memory_limit = '${limit}'`);
      try {
        return await work();
      } finally {
        await writer.run(`set memory_limit = '${options.memoryLimit ?? MEMORY_LIMIT}'`);
      }
    },
    async close() {
      if (closed) return;
      await lastWrite;
      closed = true;
      for (const connection of idle) connection.closeSync();
      writer.closeSync();
      instance.closeSync();
    },
  };
}

async function openInstance(file: string, options: WarehouseOptions): Promise<DuckDBInstance> {
  const settings: Record<string, string> = {
    memory_limit: options.memoryLimit ?? MEMORY_LIMIT,
    // the file never reaches for an extension on the network
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  };
  if (options.threads !== undefined) settings['threads'] = String(options.threads);
  try {
    return await DuckDBInstance.create(file, settings);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    if (/lock/i.test(text)) {
      throw new TreelineError(
        'warehouse_in_use',
        `${file} is open in another process. Stop that process, or let the running Treeline server do the work.`,
        { file },
        cause,
      );
    }
    throw new TreelineError(
      'warehouse_unreadable',
      `${file} cannot be opened as a DuckDB file (${text.split('\n')[0] ?? ''}). Check that the folder is writable and the disk has room; restore the file from a backup if it is damaged.`,
      { file },
      cause,
    );
  }
}

async function connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  return connection;
}

/** Runs `work` between begin and commit; any error rolls back and is thrown on. */
export async function transaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('begin transaction');
  try {
    const result = await work();
    await connection.run('commit');
    return result;
  } catch (error) {
    try {
      await connection.run('rollback');
    } catch (rollbackError) {
      throw new AggregateError([error, rollbackError], 'rollback failed', { cause: error });
    }
    throw error;
  }
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
