/** What a feed looks like in its source; types are named in the source's own words. */
export interface FeedShape {
  /** Every column of the table or query → its type. */
  readonly columns: ReadonlyMap<string, string>;
  /** Every mapped column, and `watermark` → the type of what the mapping makes of it. */
  readonly mapped: ReadonlyMap<string, string>;
}

/** Under this name a feed's watermark stands among its mapped columns, none of which is called so. */
export const WATERMARK = 'watermark';

const NUMBER =
  /^(u?(tiny|small|medium|big|huge)?int(eger)?|oid|year|numeric|decimal|real|float|double( precision)?|money)( unsigned)?(\(.*\))?$/i;
const TEXT =
  /^((var)?char|(tiny|medium|long)?text|character( varying)?|bpchar|name|citext|enum|set)\b(?!.*\]$)/i;

/**
 * How values of a type are read. Types that are read alike may replace each other: a wider number or a longer text is
 * no other reading. Everything else counts as itself: a time gains or loses its zone, a number turns into a text.
 */
export function readingOf(type: string): string {
  if (NUMBER.test(type)) return 'number';
  return TEXT.test(type) ? 'text' : type.toLowerCase();
}
