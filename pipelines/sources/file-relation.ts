import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { rows } from '../../warehouse/warehouse.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { FilesConfig } from '../config/config.ts';
import { readHeader } from './csv-header.ts';
import { quoteName, quoteText } from './sql-text.ts';

/** Files read as one table. */
export interface FileRelation {
  /** What stands after FROM. */
  readonly sql: string;
  readonly columns: readonly string[];
  /** Changes whenever a file does. */
  readonly print: string;
}

/** Where rows that are no rows go: temporary tables of the connection. */
export interface RejectTables {
  readonly rejects: string;
  readonly scans: string;
}

/** Expands a file name or glob, relative to the source's folder. Error: `file_not_found`. */
async function listFiles(
  connection: DuckDBConnection,
  config: FilesConfig,
  pattern: string,
): Promise<string[]> {
  const full = path.resolve(config.path, pattern);
  const found = await rows(connection, `select file from glob(${quoteText(full)}) order by file`);
  const files = found.map((row) => String(row['file']));
  if (files.length > 0) return files;
  throw new TreelineError(
    'file_not_found',
    `source "${config.name}": there is no file ${pattern} in ${config.path}. Check "path" (perhaps an environment variable) and the name.`,
    { source: config.name, pattern, path: config.path },
  );
}

/** A file name or glob as a relation; several files are put together by column name. */
export async function openRelation(
  connection: DuckDBConnection,
  config: FilesConfig,
  pattern: string,
  into: RejectTables,
): Promise<FileRelation> {
  const files = await listFiles(connection, config, pattern);
  const prints = await Promise.all(
    files.map(async (file) => {
      const { size, mtimeMs } = await stat(file);
      return `${path.basename(file)}:${size}:${mtimeMs}`;
    }),
  );
  const print = prints.join('/');
  if (/\.parquet$/i.test(files[0] ?? '')) {
    const list = files.map(quoteText).join(', ');
    const sql = `read_parquet([${list}], union_by_name = true)`;
    const described = await rows(connection, `describe select * from ${sql}`);
    return { sql, print, columns: described.map((row) => String(row['column_name'])) };
  }
  const columns = new Set<string>();
  const reads: string[] = [];
  for (const file of files) {
    const header = await readHeader(file, config.delimiter);
    if (header.length === 0) continue;
    if (header.some(isNoText)) throw noText(config, file);
    for (const name of header) columns.add(name);
    reads.push(`select * from ${readCsv(file, header, config, into)}`);
  }
  if (reads.length === 0) throw emptyFile(config, pattern);
  return { sql: `(${reads.join(' union all by name ')})`, print, columns: [...columns] };
}

/** Control characters, or what was no UTF-8. */
function isNoText(name: string): boolean {
  return /[\p{Cc}\ufffd]/u.test(name);
}

function noText(config: FilesConfig, file: string): TreelineError {
  const name = path.basename(file);
  return new TreelineError(
    'file_unreadable',
    `source "${config.name}", ${name}: the first line is no text in UTF-8. Save the file as CSV in UTF-8; an Excel workbook is not a CSV file.`,
    { source: config.name, file: name },
  );
}

function emptyFile(config: FilesConfig, pattern: string): TreelineError {
  return new TreelineError(
    'file_empty',
    `source "${config.name}": ${pattern} is empty. A CSV file needs a first row with the names of its columns.`,
    { source: config.name, pattern },
  );
}

/**
 * Every value as text: what a value means is the mapping's word, not a guess from its neighbours.
 * The structure is given, so that a broken row is one rejected row and not a failure to understand the file.
 */
function readCsv(file: string, header: readonly string[], config: FilesConfig, into: RejectTables): string {
  const columns = header.map((name) => `${quoteText(name)}: 'varchar'`).join(', ');
  return `read_csv(${quoteText(file)}, auto_detect = false, header = true, columns = {${columns}},
    delim = ${quoteText(config.delimiter)}, quote = '"', escape = '"', comment = '',
    nullstr = [${config.nulls.map(quoteText).join(', ')}], allow_quoted_nulls = false,
    store_rejects = true, rejects_table = ${quoteText(into.rejects)}, rejects_scan = ${quoteText(into.scans)})`;
}

/** The named tables of a source, to stand before a statement. */
export function withTables(relations: ReadonlyMap<string, FileRelation>): string {
  const tables = [...relations].map(([name, one]) => `${quoteName(name)} as (select * from ${one.sql})`);
  return tables.length === 0 ? '' : `with ${tables.join(', ')}`;
}
