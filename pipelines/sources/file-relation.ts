import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { rows } from '../../warehouse/warehouse.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { FilesConfig } from '../config/config.ts';
import type { FileFormat } from '../config/file-format.ts';
import { FileFault } from './files/file-fault.ts';
import type { FileListing } from './files/file-listing.ts';
import { isParquet, openFile, type CsvPart, type OpenFile } from './files/open-file.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';

/** Files read as one table: put together by column name. */
export interface FileRelation {
  readonly listing: FileListing;
  readonly columns: readonly string[];
  /** Headings that stand more than once in a file, in small letters, with the names that they were given. */
  readonly doubled: ReadonlyMap<string, readonly string[]>;
  /** How the first file was read, for messages. */
  readonly described: string;
  /** Records that are no rows. */
  readonly malformed: readonly string[];
  /** Files in which bytes that were no text are marked. */
  readonly marked: ReadonlySet<string>;
  /** What stands after FROM; rows that are no rows go into these tables. */
  sql(into: RejectTables): string;
}

/** Where rows that are no rows go: temporary tables of the connection. */
export interface RejectTables {
  readonly rejects: string;
  readonly scans: string;
}

/**
 * Opens files as a relation. Without `temporary`, where files are rewritten for DuckDB, it has columns and no rows.
 * Errors: `file_empty`, `file_unreadable`.
 */
export async function openRelation(
  connection: DuckDBConnection,
  config: FilesConfig,
  listing: FileListing,
  format: FileFormat,
  temporary: (() => string) | null,
): Promise<FileRelation> {
  const parquet = listing.files.filter(isParquet);
  const opened: OpenFile[] = [];
  for (const file of listing.files) {
    if (isParquet(file)) continue;
    const one = await openFile({ file, format, temporary }).catch((error: unknown) => {
      throw faultOf(config, file, error);
    });
    if (one !== null) opened.push(one);
  }
  const stored = parquet.length === 0 ? null : await describeParquet(connection, config, parquet);
  if (opened.length === 0 && stored === null) throw emptyFile(config, listing.pattern);
  const columns = mergeNames([...opened.map((one) => one.columns), stored?.columns ?? []]);
  return {
    listing,
    columns,
    doubled: new Map(opened.flatMap((one) => [...one.doubled])),
    described: opened[0]?.described ?? `Parquet, ${columns.length} columns`,
    malformed: opened.flatMap((one) => one.malformed),
    marked: new Set(opened.flatMap(({ part }) => (part?.isMarked === true ? [part.file] : []))),
    sql(into) {
      const reads = [...readAlike(opened, into), ...(stored === null ? [] : [`select * from ${stored.sql}`])];
      return `(${[emptySql(columns, opened.length > 0), ...reads].join(' union all by name ')})`;
    },
  };
}

/** Names of several files, each once; DuckDB does not tell capitals. */
function mergeNames(lists: readonly (readonly string[])[]): string[] {
  const names = new Map<string, string>();
  for (const name of lists.flat()) if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  return [...names.values()];
}

/** All columns and no row: so that every reading has them all, whichever files it reads. Parquet keeps its own types. */
function emptySql(columns: readonly string[], isText: boolean): string {
  const type = isText ? '::varchar' : '';
  return `select ${columns.map((name) => `null${type} as ${quoteName(name)}`).join(', ')} where false`;
}

/** Files with the same columns and dialect are read as one: thousands of them are one reading. */
function readAlike(opened: readonly OpenFile[], into: RejectTables): string[] {
  const alike = new Map<string, { columns: readonly string[]; part: CsvPart; files: string[] }>();
  for (const { columns, part } of opened) {
    if (part === null) continue;
    const key = JSON.stringify([columns, { ...part, file: '', isMarked: false }]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { columns, part, files: [part.file] });
    else known.files.push(part.file);
  }
  return [...alike.values()].map(({ columns, part, files }) => readCsv(files, columns, part, into));
}

/**
 * Every value as text: what a value means is the mapping's word, not a guess from its neighbours.
 * The structure is given, so that a broken row is one rejected row and not a failure to understand the file.
 * One thread a file: DuckDB 1.5's parallel reader makes rows of its own where a line end inside quotes lies at the edge
 * of a buffer (duckdb#25164 is of that kind). Its buffer stays as it is: an explicit one may lose the last row (#25825).
 */
function readCsv(
  files: readonly string[],
  columns: readonly string[],
  part: CsvPart,
  into: RejectTables,
): string {
  const structure = columns.map((name) => `${quoteText(name)}: 'varchar'`).join(', ');
  const newLine = { '\n': '\\n', '\r\n': '\\r\\n', '\r': '\\r' }[part.newLine];
  const [only] = columns;
  // an empty line of a table of one column looks like a row
  const where = columns.length === 1 && only !== undefined ? ` where ${quoteName(only)} is not null` : '';
  return `select * from read_csv([${files.map(quoteText).join(', ')}], auto_detect = false, header = ${part.header},
    columns = {${structure}}, delim = ${quoteText(part.delimiter)}, quote = ${quoteText(part.quote)},
    escape = ${quoteText(part.escape)}, new_line = '${newLine}', comment = '', parallel = false,
    nullstr = [${part.nulls.map(quoteText).join(', ')}], allow_quoted_nulls = false,
    store_rejects = true, rejects_table = ${quoteText(into.rejects)}, rejects_scan = ${quoteText(into.scans)})${where}`;
}

async function describeParquet(
  connection: DuckDBConnection,
  config: FilesConfig,
  files: readonly string[],
): Promise<{ sql: string; columns: string[] }> {
  const sql = `read_parquet([${files.map(quoteText).join(', ')}], union_by_name = true)`;
  const described = await rows(connection, `describe select * from ${sql}`).catch((error: unknown) => {
    const fault = new FileFault('this is no Parquet file, or it is cut off. Copy it again, whole.', {
      cause: error,
    });
    throw faultOf(config, files[0] ?? '', fault);
  });
  return { sql, columns: described.map((row) => String(row['column_name'])) };
}

function faultOf(config: FilesConfig, file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const denied =
    code === 'EACCES' || code === 'EPERM' ? 'the file may not be read: give this user permission.' : null;
  const message = error instanceof FileFault ? error.message : denied;
  if (message === null) return error;
  const name = path.relative(config.path, file);
  return new TreelineError(
    'file_unreadable',
    `source "${config.name}", ${name}: ${message}`,
    { source: config.name, file: name },
    error,
  );
}

function emptyFile(config: FilesConfig, pattern: string): TreelineError {
  return new TreelineError(
    'file_empty',
    `source "${config.name}": ${pattern} is empty. A file needs a first row with the names of its columns.`,
    { source: config.name, pattern },
  );
}
