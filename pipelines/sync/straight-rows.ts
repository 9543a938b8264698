import type { ColumnType, Entity } from '../canonical/entities.ts';
import type { Feed, MappedColumn } from '../config/config.ts';
import type { Form } from '../sources/source.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import { localToUtcSql } from './local-time.ts';
import { keyNumberSql, keySql } from './row-key.ts';
import { rowHashSql } from './row-hash.ts';
import {
  codedSql,
  FIRST_DAY,
  FIRST_MOMENT,
  LAST_DAY,
  LAST_MOMENT,
  typedSql,
  type DoorZones,
} from './value.ts';

/** How the rows of a feed are read and checked on the straight way. */
export interface StraightFeed {
  readonly entity: Entity;
  readonly feed: Feed;
  readonly forms: ReadonlyMap<string, Form>;
  readonly zones: DoorZones;
  /** The currency of rows that need no exchange rate; null where no row needs one. */
  readonly currency: string | null;
}

/** A cast alone would round a whole number, and read NaN as a double. */
const PLAIN_TYPES: ReadonlyMap<ColumnType, string> = new Map([
  ['money', 'decimal(18, 2)'],
  ['decimal', 'decimal(18, 6)'],
  ['date', 'date'],
]);

/**
 * The type in which DuckDB's CSV reader may read a column of these forms without another look: what a database writes of
 * its own numbers and times. All else is read as text. A text that is none of the type is left out with its row, and the
 * row takes the long way, where its problem is named.
 */
export function readerType(column: MappedColumn, form: Form): string {
  if (column.values.size > 0) return 'varchar';
  if (form === 'utc' || form === 'local') return column.type === 'instant' ? 'timestamp' : 'varchar';
  if (form === 'text') return 'varchar';
  return PLAIN_TYPES.get(column.type) ?? 'varchar';
}

/** Inserts the rows of a relation that are good beyond doubt; its columns have the reader's types. */
export function insertGoodSql(
  straight: StraightFeed,
  relation: string,
  into: { readonly runId: number; readonly seenAt: string },
): string {
  const { entity, feed } = straight;
  const names = feed.columns.map((column) => quoteName(column.name));
  const mapped = feed.columns.map((column) => column.name);
  return `insert into crm.${quoteName(entity.name)} by name
    with ${typedRowsSql(straight, relation, 'reader')}
    select ${names.join(', ')}, ${quoteText(feed.source)} as _source,
      ${keyNumberSql(keySql(entity, 'typed'))} as _key_number, ${rowHashSql(mapped, 'typed')} as _row_hash,
      ${into.runId} as _run_id, timestamp ${quoteText(into.seenAt)} as _seen_at
    from typed where ${isGoodSql(straight, 'reader')}`;
}

/** The rows of a relation of texts that `insertGoodSql` leaves out, as they came. */
export function doubtfulSql(straight: StraightFeed, relation: string): string {
  const names = straight.feed.columns.map((column) => `${rawName(column)} as ${quoteName(column.name)}`);
  return `with ${typedRowsSql(straight, relation, 'text')}
    select ${names.join(', ')}, null as _watermark from typed
    where not coalesce(${isGoodSql(straight, 'text')}, false)`;
}

/** Whether the values come as the reader's types or as texts still. */
type Reading = 'reader' | 'text';

function typedRowsSql(straight: StraightFeed, relation: string, reading: Reading): string {
  const { columns } = straight.feed;
  const raw = columns.map((column) => `${quoteName(column.name)} as ${rawName(column)}`);
  const coded = columns.map((column) => `${codedOf(straight, column)} as ${textName(column)}`);
  const typed = columns.map(
    (column) => `${valueSql(straight, column, reading)} as ${quoteName(column.name)}`,
  );
  return `given as (select ${raw.join(', ')} from (${relation})),
    coded as (select *, ${coded.join(', ')} from given),
    typed as (select *, ${typed.join(', ')} from coded)`;
}

/** The coded text; a reporting currency that is written plainly needs no second look. */
function codedOf(straight: StraightFeed, column: MappedColumn): string {
  const form = formOf(straight, column);
  const isRead = readerType(column, form) !== 'varchar' || isMoneyCode(straight, column);
  return isRead ? rawName(column) : codedSql(rawName(column), column, form);
}

function valueSql(straight: StraightFeed, column: MappedColumn, reading: Reading): string {
  const form = formOf(straight, column);
  const type = readerType(column, form);
  if (isMoneyCode(straight, column)) return rawName(column);
  if (type === 'varchar') return typedSql(textName(column), column, form, straight.zones);
  const read = reading === 'reader' ? textName(column) : `try_cast(${textName(column)} as ${type})`;
  return form === 'local' ? localToUtcSql(read, straight.zones.source) : read;
}

function isGoodSql(straight: StraightFeed, reading: Reading): string {
  return straight.feed.columns.flatMap((column) => conditions(straight, column, reading)).join(' and ');
}

function conditions(straight: StraightFeed, column: MappedColumn, reading: Reading): string[] {
  const form = formOf(straight, column);
  const [raw, text] = [rawName(column), textName(column)];
  const value = `typed.${quoteName(column.name)}`;
  const orNull = (condition: string): string =>
    column.required ? condition : `(${value} is null or ${condition})`;
  const list: string[] = column.required ? [`${value} is not null`] : [];
  if (straight.currency !== null && column.name === 'currency') {
    list.push(orNull(`${value} = ${quoteText(straight.currency)}`));
  }
  if (straight.entity.key.includes(column.name)) {
    list.push(`${value} is not null`);
    // an index tells "a" and "a " apart, the door does not
    if (form === 'text') list.push(`${text} = ${raw}`);
  }
  if (column.name === 'deleted') list.push(`${value} is distinct from true`);
  if (column.allowed !== null) {
    list.push(orNull(`${value} in (${column.allowed.map(quoteText).join(', ')})`));
  }
  const type = readerType(column, form);
  const isRead = type === 'varchar' || reading === 'reader';
  if (
    !isRead ||
    (type === 'varchar' && column.type !== 'text' && column.type !== 'id' && column.type !== 'ref')
  ) {
    list.push(`(${text} is null or ${value} is not null)`);
  }
  if (type === 'date') list.push(orNull(`${value} between ${FIRST_DAY} and ${LAST_DAY}`));
  if (type === 'timestamp') list.push(orNull(`${value} between ${FIRST_MOMENT} and ${LAST_MOMENT}`));
  return list;
}

function isMoneyCode({ currency }: StraightFeed, column: MappedColumn): boolean {
  return currency !== null && column.name === 'currency' && column.values.size === 0;
}

function formOf({ forms }: StraightFeed, column: MappedColumn): Form {
  return forms.get(column.name) ?? 'text';
}

function rawName(column: MappedColumn): string {
  return quoteName(`raw of ${column.name}`);
}

function textName(column: MappedColumn): string {
  return quoteName(`text of ${column.name}`);
}
