import { HASH_DIGITS, RANGE_WIDTH, stretchesOf, type RangeKey } from '../sync/key-range.ts';
import { quoteMysqlText } from './mysql-expression.ts';

/** Hexadecimal digits of a row's MD5 that are added up: 60 bits, an exact sum of integers. */
const CHECKSUM_DIGITS = 15;

/** Ranges, rows and checksums of everything the mapping reads, in one pass on the server. */
export function rangePrintsSql(key: RangeKey, outputs: readonly string[], rest: string): string {
  // null and the empty text differ
  const parts = outputs.map((sql) => `ifnull(concat('=', ${sql}), '-')`);
  const digits = `left(md5(concat_ws(char(31), ${parts.join(', ')})), ${CHECKSUM_DIGITS})`;
  return `select ${rangeSql(key)} as key_range, count(*) as row_count,
      sum(cast(conv(${digits}, 16, 10) as unsigned)) as checksum
    from ${rest} group by 1`;
}

function rangeSql({ sql, isWholeNumber }: RangeKey): string {
  return isWholeNumber
    ? `concat('i', (${sql}) div ${RANGE_WIDTH})`
    : `concat('h', left(md5(convert((${sql}) using utf8mb4)), ${HASH_DIGITS}))`;
}

/** A condition for the rows of some ranges; whole numbers are looked up by their index. */
export function inRangesSql(key: RangeKey, ranges: readonly string[]): string {
  if (!key.isWholeNumber) return `${rangeSql(key)} in (${ranges.map(quoteMysqlText).join(', ')})`;
  const stretches = stretchesOf(ranges).map(([from, to]) => `${key.sql} between ${from} and ${to}`);
  return `(${stretches.join(' or ')})`;
}
