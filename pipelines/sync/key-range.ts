import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteText } from '../../warehouse/sql-text.ts';
import type { Entity } from '../canonical/entities.ts';
import type { Feed } from '../config/config.ts';
import type { RangePrint } from '../sources/source.ts';

/**
 * Keys are cut into ranges that source and warehouse name alike, so that a table without a watermark is compared range
 * by range and only what differs is read: whole numbers by their distance (`i12`: the keys 12 × 16384 and up), all
 * other keys by the beginning of their MD5 (`h0af`).
 */
export const RANGE_WIDTH = 16_384;
/** Hexadecimal digits: 4096 ranges. */
export const HASH_DIGITS = 3;

/** A feed's key on the server, for ranges. */
export interface RangeKey {
  readonly sql: string;
  readonly isWholeNumber: boolean;
}

/** The first and last keys of ranges of whole numbers, neighbours put together: each is one stretch of an index. */
export function stretchesOf(ranges: readonly string[]): readonly (readonly [from: bigint, to: bigint])[] {
  const numbers = ranges.map((range) => BigInt(range.slice(1)));
  const sorted = numbers.toSorted((one, other) => (one < other ? -1 : 1));
  const found: [bigint, bigint][] = [];
  for (const number of sorted) {
    const last = found.at(-1);
    if (last !== undefined && number === last[1] + 1n) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([from, to]) => [lowestKey(from), highestKey(to)]);
}

const WIDTH = BigInt(RANGE_WIDTH);

/** Division cuts towards zero: range 0 reaches to both sides of it. */
function lowestKey(range: bigint): bigint {
  return range > 0n ? range * WIDTH : range * WIDTH - (WIDTH - 1n);
}

function highestKey(range: bigint): bigint {
  return range < 0n ? range * WIDTH : range * WIDTH + (WIDTH - 1n);
}

/** Whether the warehouse can tell the range of a row: its first key column is the source's own id. */
export function isRangeable(feed: Feed, entity: Entity): boolean {
  const [first = ''] = entity.key;
  const column = feed.columns.find((one) => one.name === first);
  const isId = column?.type === 'id' || column?.type === 'ref';
  return isId && column.values.size === 0 && column.expression.kind !== 'value';
}

/** The id in a key as keySql writes it: its first part, where there are several. */
function idOfKeySql(entity: Entity, key: string): string {
  return entity.key.length === 1 ? key : `split_part(${key}, '|', 1)`;
}

/** The range of an id, for ranges named as `sample` is. What stands before the colon is a source's name. */
function rangeOfIdSql(id: string, sample: string): string {
  const own = `substr(${id}, instr(${id}, ':') + 1)`;
  return sample.startsWith('i')
    ? `'i' || (try_cast(${own} as hugeint) // ${RANGE_WIDTH})::varchar`
    : `'h' || substr(md5(${own}), 1, ${HASH_DIGITS})`;
}

/** The range of a key of which nobody has told the kind: a whole number's if it is one. */
export function rangeOfKeySql(entity: Entity, key: string): string {
  const id = idOfKeySql(entity, key);
  return `coalesce(${rangeOfIdSql(id, 'i')}, ${rangeOfIdSql(id, 'h')})`;
}

/** A condition: the key, as keySql writes it, lies in one of the ranges. */
export function keyInRangesSql(entity: Entity, key: string, ranges: readonly string[] | null): string {
  const [sample] = ranges ?? [];
  if (ranges === null || sample === undefined) return 'false';
  return `${rangeOfIdSql(idOfKeySql(entity, key), sample)} in (${ranges.map(quoteText).join(', ')})`;
}

/** Ranges that are new, gone, or hold something else than before. */
export function differingRanges(
  known: ReadonlyMap<string, string>,
  found: readonly RangePrint[],
): readonly string[] {
  const left = new Set(known.keys());
  const differing = found.filter((one) => {
    left.delete(one.range);
    return known.get(one.range) !== printText(one);
  });
  return [...differing.map((one) => one.range), ...left];
}

export function printText(print: RangePrint): string {
  return `${print.rows}/${print.checksum}`;
}

/** Records what a feed's ranges held when they were read. */
export async function writeRanges(
  connection: DuckDBConnection,
  feed: Feed,
  prints: readonly RangePrint[],
): Promise<void> {
  const place = [quoteText(feed.source), quoteText(feed.entity), String(feed.index)];
  await connection.run(
    `delete from meta.range where source = ${place[0]} and entity = ${place[1]} and feed = ${place[2]}`,
  );
  if (prints.length === 0) return;
  const values = prints.map(
    (one) => `(${[...place, quoteText(one.range), quoteText(printText(one))].join(', ')})`,
  );
  await connection.run(
    `insert into meta.range (source, entity, feed, range, print) values ${values.join(', ')}`,
  );
}
