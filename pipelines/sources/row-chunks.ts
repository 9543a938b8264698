import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

const QUOTE = 0x22;
const NEWLINE = 0x0a;

function countQuotes(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(QUOTE); at !== -1; at = bytes.indexOf(QUOTE, at + 1)) count++;
  return count;
}

/** The end of the first row in these bytes, or -1; `inQuotes` tells whether they begin inside a quoted value. */
export function endOfRow(bytes: Buffer, inQuotes: boolean): number {
  let quoted = inQuotes;
  let from = 0;
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, from);
    if (newline === -1) return -1;
    if (countQuotes(bytes.subarray(from, newline)) % 2 === 1) quoted = !quoted;
    if (!quoted) return newline + 1;
    from = newline + 1;
  }
}

/** A file of whole rows. */
export interface RowChunk {
  readonly file: string;
  /** No quotes, and no row longer than SHORT_ROW_BYTES: what a reader may cut anywhere and still find the rows. */
  readonly isSimple: boolean;
}

export const SHORT_ROW_BYTES = 1024 * 1024;

/**
 * Writes a CSV stream into files that each end with a whole row, so that one can be loaded while the next arrives.
 * Nothing is parsed: a newline ends a row where the quotes before it are even in number.
 */
export async function* writeRowChunks(
  stream: AsyncIterable<Buffer>,
  dir: string,
  name: string,
  chunkBytes: number,
): AsyncGenerator<RowChunk> {
  let handle: FileHandle | null = null;
  let file = '';
  let size = 0;
  let inQuotes = false;
  let chunks = 0;
  let isSimple = true;
  // since the last line end: no less than what there is of the row
  let unended = 0;
  const write = async (bytes: Buffer): Promise<void> => {
    if (bytes.length === 0) return;
    if (handle === null) {
      file = path.join(dir, `${name}-${++chunks}.csv`);
      handle = await open(file, 'wx', 0o600);
      size = 0;
      isSimple = true;
      unended = 0;
    }
    unended += bytes.length;
    isSimple &&= unended <= SHORT_ROW_BYTES && !bytes.includes(QUOTE);
    const lastEnd = bytes.lastIndexOf(NEWLINE);
    if (lastEnd !== -1) unended = bytes.length - lastEnd;
    await handle.write(bytes);
    size += bytes.length;
  };
  const finish = async (): Promise<void> => {
    await handle?.close();
    handle = null;
  };
  try {
    for await (const bytes of stream) {
      const end = size + bytes.length < chunkBytes || handle === null ? -1 : endOfRow(bytes, inQuotes);
      if (countQuotes(bytes) % 2 === 1) inQuotes = !inQuotes;
      if (end === -1) {
        await write(bytes);
        continue;
      }
      await write(bytes.subarray(0, end));
      await finish();
      yield { file, isSimple };
      await write(bytes.subarray(end));
    }
    if (handle !== null) {
      await finish();
      yield { file, isSimple };
    }
  } finally {
    await finish();
  }
}
