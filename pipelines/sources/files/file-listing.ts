import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { quoteText } from '../../../warehouse/sql-text.ts';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import { rows } from '../../../warehouse/warehouse.ts';
import type { FilesConfig } from '../../config/config.ts';

/** Files that one pattern names, and for each a text that changes whenever it does. */
export interface FileListing {
  readonly pattern: string;
  /** Absolute. */
  readonly files: readonly string[];
  /** The same, relative to the source's folder. */
  readonly names: readonly string[];
  /** By the file's name relative to the source's folder. */
  readonly prints: Readonly<Record<string, string>>;
}

/**
 * Expands a file name or glob, relative to the source's folder. Excel's lock files and hidden files are none of ours.
 * Error: `file_not_found`.
 */
export async function listFiles(
  connection: DuckDBConnection,
  config: FilesConfig,
  pattern: string,
): Promise<FileListing> {
  const full = path.resolve(config.path, pattern);
  // a name may have brackets in it: browsers write report[1].csv
  const isName = (await stat(full).catch(() => null))?.isFile() === true;
  const files = isName ? [full] : await expand(connection, full);
  if (files.length === 0) {
    throw new TreelineError(
      'file_not_found',
      `source "${config.name}": there is no file ${pattern} in ${config.path}. Check "path" (perhaps an environment variable) and the name.`,
      { source: config.name, pattern, path: config.path },
    );
  }
  const names = files.map((file) => path.relative(config.path, file));
  const prints = await Promise.all(files.map((file) => printOf(config, file)));
  return {
    pattern,
    files,
    names,
    prints: Object.fromEntries(names.map((name, index) => [name, prints[index] ?? ''])),
  };
}

async function expand(connection: DuckDBConnection, pattern: string): Promise<string[]> {
  const found = await rows(connection, `select file from glob(${quoteText(pattern)}) order by file`);
  return found.map((row) => String(row['file'])).filter((file) => !/^(~\$|\.)/.test(path.basename(file)));
}

/** Size and times: ctime moves with every write and every exchange of a file, also where mtime is kept. */
async function printOf(config: FilesConfig, file: string): Promise<string> {
  try {
    const { size, mtimeMs, ctimeMs } = await stat(file);
    return `${size}:${mtimeMs}:${ctimeMs}`;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw changing(config, file);
  }
}

/** Error: `file_changing` when a file is no longer what it was when the reading began. */
export async function expectUnchanged(config: FilesConfig, listings: readonly FileListing[]): Promise<void> {
  for (const { files, prints } of listings) {
    for (const file of files) {
      const before = prints[path.relative(config.path, file)];
      if ((await printOf(config, file)) !== before) throw changing(config, file);
    }
  }
}

function changing(config: FilesConfig, file: string): TreelineError {
  const name = path.relative(config.path, file);
  return new TreelineError(
    'file_changing',
    `source "${config.name}", ${name}: the file changed while it was read. It is read at the next sync; write exports under another name and rename them when they are whole.`,
    { source: config.name, file: name },
  );
}

const recorded = z.record(z.string(), z.record(z.string(), z.string()));

/** What a feed remembers of the files behind it: pattern → file → print. */
export function writePrint(listings: readonly FileListing[]): string {
  return JSON.stringify(Object.fromEntries(listings.map((one) => [one.pattern, one.prints])));
}

/** Null for what an earlier version has written. */
export function readPrint(text: string): z.infer<typeof recorded> | null {
  try {
    return recorded.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
