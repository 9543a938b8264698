import type { Dialect } from './dialect.ts';

const NEW_LINE = 0x0a;
const RETURN = 0x0d;
const MARK_LENGTH = 3;

/**
 * The line on which a quote opens that is never closed; null when there is none. DuckDB leaves such a value out with
 * all that follows and tells nobody, so that the rows of half a file would be taken for deleted.
 */
export async function findOpenQuote(
  open: () => AsyncIterable<Buffer>,
  dialect: Dialect,
): Promise<number | null> {
  if (dialect.quote === '') return null;
  const offset = await openQuoteAt(open(), dialect);
  return offset === null ? null : await lineOf(open(), offset);
}

async function openQuoteAt(bytes: AsyncIterable<Buffer>, dialect: Dialect): Promise<number | null> {
  const [quote, escape] = [dialect.quote.charCodeAt(0), dialect.escape.charCodeAt(0)];
  // what tells values apart by several characters ends with its last one
  const delimiter = dialect.delimiter.charCodeAt(dialect.delimiter.length - 1);
  let base = 0;
  let last = NEW_LINE;
  let openedAt: number | null = null;
  let closedAt = -1;
  for await (const piece of bytes) {
    const size = piece.length;
    const marked = base === 0 && isMarked(piece);
    for (let at = piece.indexOf(quote); at !== -1 && at < size; at = nextQuote(piece, quote, at + 1)) {
      const before = at === 0 ? last : piece[at - 1];
      if (openedAt === null) {
        const isStart = before === delimiter || before === NEW_LINE || before === RETURN;
        const isDoubled = escape === quote && closedAt >= 0 && base + at === closedAt + 1;
        if (isStart || isDoubled || (marked && at === MARK_LENGTH)) openedAt = base + at;
      } else if (escape === quote || before !== escape || isEscaped(piece, at - 1, escape)) {
        openedAt = null;
        closedAt = base + at;
      }
    }
    if (size > 0) last = piece[size - 1] ?? last;
    base += size;
  }
  return openedAt;
}

/** A loop finds a near byte sooner than a call into the runtime does. */
function nextQuote(piece: Buffer, quote: number, from: number): number {
  let at = from;
  while (at < piece.length && piece[at] !== quote) at++;
  return at;
}

/** Whether the escape at a place is itself escaped. */
function isEscaped(piece: Buffer, at: number, escape: number): boolean {
  let count = 0;
  for (let one = at - 1; one >= 0 && piece[one] === escape; one--) count++;
  return count % 2 === 1;
}

function isMarked(piece: Buffer): boolean {
  return piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf;
}

async function lineOf(bytes: AsyncIterable<Buffer>, offset: number): Promise<number> {
  let line = 1;
  let base = 0;
  for await (const piece of bytes) {
    const end = Math.min(piece.length, offset - base);
    for (let at = piece.indexOf(NEW_LINE); at !== -1 && at < end; at = piece.indexOf(NEW_LINE, at + 1))
      line++;
    base += piece.length;
    if (base >= offset) break;
  }
  return line;
}
