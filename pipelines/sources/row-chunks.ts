import { chunkFiles } from './chunk-files.ts';

const QUOTE = 0x22;
const NEWLINE = 0x0a;

/** A file of whole rows. */
export interface RowChunk {
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  /** No quotes, and no row longer than SHORT_ROW_BYTES: what a reader may cut anywhere and still find the rows. */
  readonly isSimple: boolean;
  /** Whether a text may hold the character zero, which no text may. */
  readonly mayHoldNul: boolean;
}

/** When a chunk ends. */
export interface ChunkSizes {
  /** Not before, even if somebody waits for it. */
  readonly least: number;
  /** At the latest; where a value is quoted, which a reader takes in one piece. */
  readonly mostQuoted: number;
  /** At the latest. */
  readonly most: number;
}

export const SHORT_ROW_BYTES = 1024 * 1024;
/** Pieces are written together: a call costs more than the bytes of a piece. */
const WRITE_BYTES = 1024 * 1024;

/** What is known of the rows up to here. */
interface Seen {
  inQuotes: boolean;
  rows: number;
}

/**
 * Goes on over these bytes. Answers the end of the first row in them, -1 without one; `isWanted` false answers -1 and is
 * faster.
 */
function goOver(bytes: Buffer, seen: Seen, isWanted: boolean): number {
  let firstEnd = -1;
  if (!seen.inQuotes && !bytes.includes(QUOTE)) {
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) {
      if (firstEnd === -1) firstEnd = at + 1;
      seen.rows++;
    }
    return isWanted ? firstEnd : -1;
  }
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) seen.inQuotes = !seen.inQuotes;
    else if (byte === NEWLINE && !seen.inQuotes) {
      if (firstEnd === -1) firstEnd = at + 1;
      seen.rows++;
    }
  }
  return isWanted ? firstEnd : -1;
}

/** The end of the first row in these bytes, or -1; `inQuotes` tells whether they begin inside a quoted value. */
export function endOfRow(bytes: Buffer, inQuotes: boolean): number {
  return goOver(bytes, { inQuotes, rows: 0 }, true);
}

/**
 * Writes a CSV stream into files that each end with a whole row, so that one can be loaded while the next arrives: a file
 * that was taken is written over by the next but one. Nothing is parsed: a newline ends a row where the quotes before it
 * are even in number. `isAwaited` tells whether the reader has nothing to do.
 */
export async function* writeRowChunks(
  stream: AsyncIterable<Buffer>,
  files: { readonly dir: string; readonly prefix: string },
  sizes: ChunkSizes,
  isAwaited: () => boolean,
): AsyncGenerator<RowChunk> {
  const writer = chunkFiles(files.dir, files.prefix);
  const seen: Seen = { inQuotes: false, rows: 0 };
  let pieces: Buffer[] = [];
  let gathered = 0;
  let size = 0;
  let isSimple = true;
  // since the last line end: no less than what there is of the row
  let unended = 0;
  const flush = async (): Promise<void> => {
    if (pieces.length === 0) return;
    await writer.write(pieces);
    pieces = [];
    gathered = 0;
  };
  const add = async (bytes: Buffer): Promise<void> => {
    if (bytes.length === 0) return;
    unended += bytes.length;
    isSimple &&= unended <= SHORT_ROW_BYTES && !bytes.includes(QUOTE);
    const lastEnd = bytes.lastIndexOf(NEWLINE);
    if (lastEnd !== -1) unended = bytes.length - lastEnd;
    pieces.push(bytes);
    gathered += bytes.length;
    size += bytes.length;
    if (gathered >= WRITE_BYTES) await flush();
  };
  const finish = async (): Promise<RowChunk> => {
    await flush();
    const chunk = {
      file: await writer.finish(),
      ...{ bytes: size, rows: seen.rows, isSimple, mayHoldNul: false },
    };
    seen.rows = 0;
    size = 0;
    isSimple = true;
    unended = 0;
    return chunk;
  };
  const isDue = (more: number): boolean => {
    if (size === 0) return false;
    const then = size + more;
    return then >= (isSimple ? sizes.most : sizes.mostQuoted) || (then >= sizes.least && isAwaited());
  };
  try {
    for await (const bytes of stream) {
      const before = { ...seen };
      const end = goOver(bytes, seen, isDue(bytes.length));
      if (end === -1) {
        await add(bytes);
        continue;
      }
      const rowsLeft = seen.rows - before.rows - 1;
      seen.rows = before.rows + 1;
      await add(bytes.subarray(0, end));
      yield await finish();
      seen.rows = rowsLeft;
      await add(bytes.subarray(end));
    }
    if (size > 0) {
      // the last row of a stream may lack its line end
      if (unended > 1 || seen.rows === 0) seen.rows++;
      yield await finish();
    }
  } finally {
    await writer.close();
  }
}
