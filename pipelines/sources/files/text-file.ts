import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Encoding, FileFormat } from '../../config/file-format.ts';
import { nameColumns } from './column-names.ts';
import { decodePieces, encodeText } from './decode-text.ts';
import { findDialect, type FoundDialect } from './dialect.ts';
import { readBytes, readStart, type Container } from './file-bytes.ts';
import { FileFault } from './file-fault.ts';
import { findEncoding } from './find-encoding.ts';
import { findOpenQuote } from './open-quote.ts';
import { writtenPart, type CsvPart, type OpenFile, type OpenOptions } from './open-file.ts';
import { readSeparatedRows, separatedDialect } from './separated-rows.ts';
import { openRowWriter } from './row-writer.ts';

const START_BYTES = 1 << 20;

/** Opens a text file of separated values: finds out how it is written, and rewrites it where DuckDB could not read it. */
export async function openTextFile(
  { file, format, temporary }: OpenOptions,
  container: Container,
): Promise<OpenFile | null> {
  const start = await readStart(file, container, START_BYTES);
  if (start.bytes.length === 0) return null;
  // in a long file the first foreign letter may come late
  const encoding =
    format.encoding ??
    (await findEncoding(temporary === null ? Readable.from([start.bytes]) : readBytes(file, container)));
  const sample = await decodeStart(start.bytes, start.isWhole, encoding);
  const separator = rowSeparator(format);
  const found =
    separator === null
      ? findDialect(sample, start.isWhole, format)
      : separatedDialect(sample, separator, format);
  if (found.first.length === 0) return null;
  const described = describe(found, encoding, format, container);
  const { names, doubled } = columnsOf(found, format, described);
  const open = { columns: names, doubled, described, malformed: [] };
  if (temporary === null) return { ...open, part: null };
  if (separator !== null) {
    const rewritten = await rewriteRows(
      temporary(),
      decodePieces(readBytes(file, container), encoding),
      found,
      format,
      separator,
    );
    return { ...open, part: rewritten };
  }
  const isPlain = container === 'plain' && encoding === 'utf-8' && found.skip === 0;
  const target = isPlain ? file : temporary();
  if (!isPlain) {
    const bytes = readBytes(file, container);
    const text = encoding === 'utf-8' ? bytes : encodePieces(decodePieces(bytes, encoding));
    await pipeline(
      Readable.from(withoutLines(text, found.skip)),
      createWriteStream(target, { flags: 'wx', mode: 0o600 }),
    );
  }
  const openOn = await findOpenQuote(() => readBytes(target, 'plain'), found);
  if (openOn !== null) {
    throw new FileFault(
      `the quote that opens a value on line ${found.skip + openOn} is never closed. It was read as ${described}. Copy the file again if it is cut off, mend the line, or set "quote: none" where quotes mean nothing.`,
    );
  }
  const { delimiter, quote, escape, newLine } = found;
  const { header, nulls } = format;
  return {
    ...open,
    part: { file: target, delimiter, quote, escape, newLine, header, nulls, isMarked: encoding !== 'utf-8' },
  };
}

/** A separator of rows that is no line end. */
function rowSeparator(format: FileFormat): string | null {
  return format.newLine === null || /^(\r\n|\n|\r)$/.test(format.newLine) ? null : format.newLine;
}

/** The beginning of a text up to its last whole line. */
async function decodeStart(bytes: Buffer, isWhole: boolean, encoding: Encoding): Promise<string> {
  let sample = '';
  for await (const piece of decodePieces(Readable.from([bytes]), encoding)) {
    // what comes after the last line end of a beginning is cut
    if (sample === '' || isWhole) sample += piece;
  }
  if (!isWhole && !/[\r\n]/.test(sample)) {
    throw new FileFault('the first line is longer than 1 MiB: this is not a file of rows.');
  }
  return sample;
}

function columnsOf(
  found: FoundDialect,
  format: FileFormat,
  described: string,
): ReturnType<typeof nameColumns> {
  const width = found.first.length;
  if (format.columns !== null && format.columns.length !== width) {
    throw new FileFault(
      `"columns" names ${format.columns.length}, and the first row has ${width} values. It was read as ${described}.`,
    );
  }
  if (format.columns !== null) return nameColumns(format.columns);
  if (!format.header) return nameColumns(found.first.map(() => ''));
  // control characters, or what was no text in this encoding
  if (found.first.some((name) => /[\p{Cc}\ufffd]|[\udc00-\udcff]/u.test(name))) {
    throw new FileFault(
      `the first line is no text in ${encodingName(described)}. Save the file as CSV in UTF-8, or tell its "encoding", such as gb18030 or windows-1252.`,
    );
  }
  return nameColumns(found.first);
}

function encodingName(described: string): string {
  return described.split(',')[0] ?? described;
}

function describe(found: FoundDialect, encoding: Encoding, format: FileFormat, container: Container): string {
  const shown = found.delimiter === '\t' ? 'tabs' : `"${found.delimiter}"`;
  const parts = [
    `${encoding === 'utf-8' ? 'UTF-8' : encoding}${container === 'gzip' ? ' (gzip)' : ''}`,
    `${shown} between values`,
    found.quote === ''
      ? 'no quotes'
      : `${found.quote === '"' ? 'double' : found.quote === "'" ? 'single' : found.quote} quotes`,
    `${found.first.length} columns`,
  ];
  const hint =
    found.preamble === null
      ? ''
      : `; the first ${found.preamble} lines look like a title: set "skip: ${format.skip + found.preamble}"`;
  return parts.join(', ') + hint;
}

async function* encodePieces(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield encodeText(piece);
}

/** Leaves out the first lines. */
async function* withoutLines(pieces: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  let isAfterReturn = false;
  for await (const piece of pieces) {
    let at = 0;
    while ((left > 0 || isAfterReturn) && at < piece.length) {
      const byte = piece[at];
      if (isAfterReturn) {
        isAfterReturn = false;
        if (byte === 0x0a) {
          at++;
          continue;
        }
        if (left === 0) break;
      }
      if (byte === 0x0d) isAfterReturn = true;
      if (byte === 0x0a || byte === 0x0d) left--;
      at++;
    }
    if (at < piece.length) yield piece.subarray(at);
  }
}

async function rewriteRows(
  target: string,
  pieces: AsyncIterable<string>,
  found: FoundDialect,
  format: FileFormat,
  separator: string,
): Promise<CsvPart> {
  const nulls = new Set(format.nulls);
  const writer = await openRowWriter(target);
  try {
    let before = found.skip + (format.header ? 1 : 0);
    for await (const row of readSeparatedRows(pieces, separator, found.delimiter)) {
      if (before-- > 0) continue;
      await writer.write(row.map((value) => (nulls.has(value) ? null : value)));
    }
  } finally {
    await writer.close();
  }
  return writtenPart(target, true);
}
