import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { TreelineError } from './treeline-error.ts';

/** The file from one opening to its end: an instance, the writer's connection and a pool of readers. */
export interface OpenedFile {
  readonly writer: DuckDBConnection;
  /** A reader's connection, to be given back. */
  lend(): Promise<DuckDBConnection>;
  giveBack(connection: DuckDBConnection): void;
  /** Readers still out close when they are given back. */
  close(): void;
}

/** Errors: `warehouse_in_use`, `warehouse_unreadable`. */
export async function openFile(
  file: string,
  limits: { readonly threads: number | null; readonly memoryLimit: string },
): Promise<OpenedFile> {
  const instance = await openInstance(file, limits);
  const writer = await connect(instance);
  const idle: DuckDBConnection[] = [];
  let isClosed = false;
  return {
    writer,
    lend: async () => idle.pop() ?? (await connect(instance)),
    giveBack(connection) {
      if (isClosed) connection.closeSync();
      else idle.push(connection);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      for (const connection of idle) connection.closeSync();
      writer.closeSync();
      instance.closeSync();
    },
  };
}

async function openInstance(
  file: string,
  limits: { readonly threads: number | null; readonly memoryLimit: string },
): Promise<DuckDBInstance> {
  const settings: Record<string, string> = {
    memory_limit: limits.memoryLimit,
    // the file never reaches for an extension on the network
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // DuckDB 1.5.5 takes a Parquet file that was written over within the same moment for the one it remembers
    enable_external_file_cache: 'false',
  };
  if (limits.threads !== null) settings['threads'] = String(limits.threads);
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
