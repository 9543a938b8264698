import type { ColumnType, Entity } from '../canonical/entities.ts';
import type { Feed, MappedColumn } from '../config/config.ts';
import { writtenName, type NativeColumn, type NativeType } from '../sources/columnar/native-type.ts';
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

const WHOLE: ReadonlySet<string> = new Set<NativeType>(['integer', 'bigint']);

/** How the rows of a feed are read and checked on the straight way. */
export interface StraightFeed {
  readonly entity: Entity;
  readonly feed: Feed;
  readonly forms: ReadonlyMap<string, Form>;
  readonly zones: DoorZones;
  /** The currency of rows that need no exchange rate; null where no row needs one. */
  readonly currency: string | null;
}

/** How the values of a relation come: as the reader's types, as texts still, or each as its column says. */
type Reading = 'reader' | 'text' | ReadonlyMap<string, NativeColumn>;

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

/** Inserts the rows of a relation that are good beyond doubt. */
export function insertGoodSql(
  straight: StraightFeed,
  relation: string,
  reading: Exclude<Reading, 'text'>,
  into: { readonly runId: number; readonly seenAt: string },
): string {
  const { entity, feed } = straight;
  const names = feed.columns.map((column) => quoteName(column.name));
  const mapped = feed.columns.map((column) => column.name);
  return `insert into crm.${quoteName(entity.name)} by name
    with ${typedRowsSql(straight, relation, reading)}
    select ${names.join(', ')}, ${quoteText(feed.source)} as _source,
      ${keyNumberOf(straight, reading)} as _key_number, ${rowHashSql(mapped, 'typed')} as _row_hash,
      ${into.runId} as _run_id, timestamp ${quoteText(into.seenAt)} as _seen_at
    from typed where ${isGoodSql(straight, reading)}`;
}

/** The rows of a relation that `insertGoodSql` leaves out, as the texts that they came as. */
export function doubtfulSql(
  straight: StraightFeed,
  relation: string,
  reading: Exclude<Reading, 'reader'>,
): string {
  const names = straight.feed.columns.map(
    (column) => `${rawText(column, reading)} as ${quoteName(column.name)}`,
  );
  return `with ${typedRowsSql(straight, relation, reading)}
    select ${names.join(', ')}, null as _watermark from typed
    where not coalesce(${isGoodSql(straight, reading)}, false)`;
}

function typedRowsSql(straight: StraightFeed, relation: string, reading: Reading): string {
  const { columns } = straight.feed;
  const raw = columns.map((column) => `${quoteName(column.name)} as ${rawName(column)}`);
  if (typeof reading !== 'string') {
    const written = [...reading.values()].filter(({ hasWritten }) => hasWritten);
    raw.push(...written.map(({ name }) => quoteName(writtenName(name))));
  }
  const coded = columns.map((column) => `${codedOf(straight, column, reading)} as ${textName(column)}`);
  const typed = columns.map(
    (column) => `${valueSql(straight, column, reading)} as ${quoteName(column.name)}`,
  );
  return `given as (select ${raw.join(', ')} from (${relation})),
    coded as (select *, ${coded.join(', ')} from given),
    typed as (select *, ${typed.join(', ')} from coded)`;
}

/** The coded text, or the value itself where it comes as the reader would read it or is cast to that by DuckDB. */
function codedOf(straight: StraightFeed, column: MappedColumn, reading: Reading): string {
  const form = formOf(straight, column);
  const type = readerType(column, form);
  if (type !== 'varchar')
    return isCastable(column, reading, type) ? rawName(column) : rawText(column, reading);
  const text = rawText(column, reading);
  // a reporting currency that is written plainly needs no second look
  return isMoneyCode(straight, column) ? text : codedSql(text, column, form);
}

function valueSql(straight: StraightFeed, column: MappedColumn, reading: Reading): string {
  const form = formOf(straight, column);
  const type = readerType(column, form);
  if (isMoneyCode(straight, column)) return textName(column);
  if (type === 'varchar') return typedSql(textName(column), column, form, straight.zones);
  const isRead = typeOfRaw(column, reading, type) === type;
  const read = isRead ? textName(column) : `try_cast(${textName(column)} as ${type})`;
  return form === 'local' ? localToUtcSql(read, straight.zones.source) : read;
}

/** The type in which a column's values stand in the relation; `type` is the reader's. */
function typeOfRaw(column: MappedColumn, reading: Reading, type: string): string {
  if (reading === 'reader') return type;
  return reading === 'text' ? 'varchar' : (reading.get(column.name)?.type ?? 'varchar');
}

/** Whether DuckDB makes the reader's type of a column's values without their texts. */
function isCastable(column: MappedColumn, reading: Reading, type: string): boolean {
  const own = typeOfRaw(column, reading, type);
  return own === type || own === 'varchar' || (WHOLE.has(own) && type.startsWith('decimal'));
}

/** A column's values as COPY writes them as text. */
function rawText(column: MappedColumn, reading: Reading): string {
  const native = typeof reading === 'string' ? undefined : reading.get(column.name);
  if (native === undefined || native.type === 'varchar') return rawName(column);
  const text = `${rawName(column)}::varchar${native.suffix === '' ? '' : ` || ${quoteText(native.suffix)}`}`;
  return native.hasWritten ? `coalesce(${quoteName(writtenName(native.name))}, ${text})` : text;
}

/** The number of the key; of one that came as a whole number it need not be looked for in its text. */
function keyNumberOf({ entity, feed }: StraightFeed, reading: Reading): string {
  const number = keyNumberSql(keySql(entity, 'typed'));
  const [name, ...others] = entity.key;
  const column = feed.columns.find((one) => one.name === name);
  if (column === undefined || others.length > 0 || column.values.size > 0) return number;
  if (!WHOLE.has(typeOfRaw(column, reading, 'varchar'))) return number;
  return `case when ${rawName(column)} >= 0 then ${rawName(column)}::ubigint else ${number} end`;
}

function isGoodSql(straight: StraightFeed, reading: Reading): string {
  return straight.feed.columns.flatMap((column) => conditions(straight, column, reading)).join(' and ');
}

function conditions(straight: StraightFeed, column: MappedColumn, reading: Reading): string[] {
  const form = formOf(straight, column);
  const text = textName(column);
  const value = `typed.${quoteName(column.name)}`;
  const orNull = (condition: string): string =>
    column.required ? condition : `(${value} is null or ${condition})`;
  const isKey = straight.entity.key.includes(column.name);
  const list: string[] = column.required || isKey ? [isPresentSql(column, reading)] : [];
  if (straight.currency !== null && column.name === 'currency') {
    list.push(orNull(`${value} = ${quoteText(straight.currency)}`));
  }
  // an index tells "a" and "a " apart, the door does not
  if (isKey && form === 'text') list.push(`${text} = ${rawText(column, reading)}`);
  if (column.name === 'deleted') list.push(`${value} is distinct from true`);
  if (column.allowed !== null) {
    list.push(orNull(`${value} in (${column.allowed.map(quoteText).join(', ')})`));
  }
  const type = readerType(column, form);
  const isRead = type === 'varchar' || typeOfRaw(column, reading, type) === type;
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

/** That a column has a value: told, where it can be, before the value is made, which a condition would do once more. */
function isPresentSql(column: MappedColumn, reading: Reading): string {
  if (column.type !== 'id' && column.type !== 'ref') return `typed.${quoteName(column.name)} is not null`;
  const isWhole = WHOLE.has(typeOfRaw(column, reading, 'varchar')) && column.values.size === 0;
  return `${isWhole ? rawName(column) : textName(column)} is not null`;
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
