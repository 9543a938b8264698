import type { FileFormat } from '../../config/file-format.ts';
import { containerOf } from './file-bytes.ts';
import { FileFault } from './file-fault.ts';
import { openJsonFile } from './json-file.ts';
import { openSheetFile } from './sheet-file.ts';
import { openTextFile } from './text-file.ts';

/** Something that DuckDB reads as CSV, with nothing left to guess. */
export interface CsvPart {
  readonly file: string;
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  readonly newLine: '\n' | '\r\n' | '\r';
  readonly header: boolean;
  readonly nulls: readonly string[];
  /** Whether bytes that were no text are marked in it. */
  readonly isMarked: boolean;
}

/** One file, understood. */
export interface OpenFile {
  readonly columns: readonly string[];
  /** Headings that stand more than once, in small letters, with the names that they were given. */
  readonly doubled: ReadonlyMap<string, readonly string[]>;
  /** How it was read, for messages; no word of what stands in it. */
  readonly described: string;
  /** Null for Parquet, which DuckDB reads itself, and where rows were not asked for. */
  readonly part: CsvPart | null;
  /** Records that are no rows. */
  readonly malformed: readonly string[];
}

export interface OpenOptions {
  readonly file: string;
  readonly format: FileFormat;
  /** A new file for what has to be rewritten for DuckDB; null when only the columns are wanted. */
  readonly temporary: (() => string) | null;
}

/** What {@link openRowWriter} writes. */
export function writtenPart(file: string, isMarked: boolean): CsvPart {
  return {
    file,
    delimiter: ',',
    quote: '"',
    escape: '"',
    newLine: '\n',
    header: false,
    nulls: [''],
    isMarked,
  };
}

export function isParquet(file: string): boolean {
  return /\.parquet$/i.test(file);
}

/** Opens a file that is not Parquet; null when it is empty. */
export async function openFile(options: OpenOptions): Promise<OpenFile | null> {
  const { file } = options;
  const container = await containerOf(file);
  const isSheet = /\.xls[xm]$/i.test(file);
  switch (container) {
    case 'zip':
      if (isSheet) return openSheetFile(options);
      throw new FileFault('this is a zip archive: unpack it, or name it .xlsx if it is an Excel workbook.');
    case 'ole':
      throw new FileFault(
        'this is an old (.xls) or a protected workbook: save it as .xlsx, without a password.',
      );
    case 'zstd':
      throw new FileFault('zstd is not read: unpack the file, or compress it with gzip.');
    case 'parquet':
      throw new FileFault('this is a Parquet file: name it .parquet.');
    case 'plain':
    case 'gzip':
      if (isSheet)
        throw new FileFault('this is no Excel workbook (.xlsx), or it is cut off. Copy it again, whole.');
      if (/\.(json|jsonl|ndjson)(\.gz)?$/i.test(file)) return openJsonFile(options, container);
      return openTextFile(options, container);
  }
}
