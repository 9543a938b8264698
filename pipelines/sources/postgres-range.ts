import { HASH_DIGITS, RANGE_WIDTH, stretchesOf, type RangeKey } from '../sync/key-range.ts';
import { quoteText } from '../../warehouse/sql-text.ts';

/** Ranges, rows and checksums of everything the mapping reads, in one pass on the server. */
export function rangePrintsSql(key: RangeKey, outputs: readonly string[], rest: string): string {
  return `select ${rangeSql(key)} as range, count(*)::int8::text as rows,
      sum(hashtextextended(row(${outputs.join(', ')})::text, 0))::text as checksum
    from ${rest} group by 1`;
}

function rangeSql({ sql, isWholeNumber }: RangeKey): string {
  return isWholeNumber
    ? `'i' || (${sql}) / ${RANGE_WIDTH}`
    : `'h' || left(md5((${sql})::text), ${HASH_DIGITS})`;
}

/** A condition for the rows of some ranges; whole numbers are looked up by their index. */
export function inRangesSql(key: RangeKey, ranges: readonly string[]): string {
  if (!key.isWholeNumber) return `${rangeSql(key)} in (${ranges.map(quoteText).join(', ')})`;
  const stretches = stretchesOf(ranges).map(([from, to]) => `${key.sql} between ${from} and ${to}`);
  return `(${stretches.join(' or ')})`;
}
