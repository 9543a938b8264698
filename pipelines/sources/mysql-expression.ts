import type { Expression, Feed, MappedColumn, MysqlConfig } from '../config/config.ts';
import { quoteText as quoteDuckText } from '../../warehouse/sql-text.ts';
import type { TextKind } from './columnar/text-rows.ts';
import type { Form } from './source.ts';

export interface MysqlZones {
  /** Of times without a zone. */
  readonly source: string;
  /** Of business dates. */
  readonly calendar: string;
}

/** What the server says of a column of a result. */
export interface MysqlType {
  /** Type number of the protocol. */
  readonly type: number;
  readonly charset: number;
  /** Whether numbers are written with zeros before them. */
  readonly isZerofill: boolean;
}

/** Type numbers of the protocol that need care on the way to text. */
const TYPE = {
  float: 4,
  timestamp: 7,
  date: 10,
  datetime: 12,
  bit: 16,
  json: 245,
  geometry: 255,
} as const;
const INTEGERS = new Set([1, 2, 3, 8, 9]);
const DECIMALS = new Set([0, 246]);
/** Texts, binary strings and blobs. */
const STRINGS = new Set([15, 249, 250, 251, 252, 253, 254]);
/** Numbers and times: their text holds no quote, comma or newline. */
const UNQUOTED = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 246]);
/** Whole numbers, decimals and dates. */
const PLAIN = new Set([...INTEGERS, ...DECIMALS, TYPE.date]);
const BINARY_CHARSET = 63;

export function isMysqlWholeNumber(type: MysqlType | undefined): boolean {
  return type !== undefined && INTEGERS.has(type.type);
}

export function quoteMysqlName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A text in single quotes; the session reads backslashes as escapes. */
export function quoteMysqlText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

export function mysqlExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'column':
      return quoteMysqlName(expression.name);
    case 'sql':
      return `(${expression.sql}\n)`;
    case 'value':
      return expression.value === null ? 'null' : quoteMysqlText(expression.value);
    case 'joined':
      return `concat_ws('|', ${expression.names.map(quoteMysqlName).join(', ')})`;
  }
}

/** The table or query of a feed, as it stands after FROM. */
export function mysqlRelation(config: MysqlConfig, feed: Feed): string {
  if (feed.query !== null) return `(${feed.query}\n) as source_rows`;
  return tablePath(config, feed.from ?? '')
    .map(quoteMysqlName)
    .join('.');
}

/** A table's name with its database, where one is told. */
export function tablePath(config: MysqlConfig, table: string): readonly string[] {
  const parts = table.split('.');
  return parts.length === 1 && config.schema !== null ? [config.schema, ...parts] : parts;
}

/** A mapped column as the server sends it, how it is staged, and how the door must read it. */
export interface MysqlOutput {
  readonly sql: string;
  /** A text that can hold anything, to be quoted. */
  readonly isText: boolean;
  /** How the server writes its values. */
  readonly kind: TextKind;
  readonly form: Form;
  readonly read: ((text: string) => string) | null;
}

export function mysqlOutput(
  column: MappedColumn,
  { type, charset, isZerofill }: MysqlType,
  zones: MysqlZones,
): MysqlOutput {
  const sql = mysqlExpression(column.expression);
  const plain: MysqlOutput = { sql, isText: false, kind: 'ascii', form: 'text', read: null };
  // MySQL writes a FLOAT with six digits only; as a double it is exact, and DuckDB writes the shortest text of it
  if (type === TYPE.float) {
    const shortest = (text: string): string =>
      `regexp_replace(try_cast(${text} as float)::varchar, '[.]0$', '')`;
    return { ...plain, sql: `${sql} + 0e0`, read: shortest };
  }
  if (type === TYPE.bit) return { ...plain, sql: `${sql} + 0` };
  if (type === TYPE.geometry) return { ...plain, sql: `st_astext(${sql})`, isText: true, kind: 'text' };
  if (STRINGS.has(type) && charset === BINARY_CHARSET) return { ...plain, sql: `lower(hex(${sql}))` };
  // the session's zone is UTC; a DATETIME has no zone, and the door reads it in the source's
  if (type === TYPE.timestamp && column.type === 'instant')
    return { ...plain, kind: 'datetime', form: 'utc' };
  if (type === TYPE.timestamp && column.type === 'date')
    return { ...plain, read: (text) => `${text} || '+00'` };
  if (type === TYPE.datetime && column.type === 'instant')
    return { ...plain, kind: 'datetime', form: 'local' };
  if (type === TYPE.datetime && column.type === 'date')
    return { ...plain, read: (text) => dayOf(text, zones) };
  const isText = !UNQUOTED.has(type);
  return {
    ...plain,
    isText,
    kind: isText ? 'text' : isZerofill ? 'ascii' : kindOf(type),
    form: PLAIN.has(type) ? 'plain' : 'text',
  };
}

/** How numbers and days are written; all else that is no text keeps its own form. */
function kindOf(type: number): TextKind {
  if (INTEGERS.has(type)) return 'whole';
  if (DECIMALS.has(type)) return 'decimal';
  return type === TYPE.date ? 'date' : 'ascii';
}

/** The business day of a time without a zone; what is no time stays as it is, for the door to refuse. */
function dayOf(text: string, zones: MysqlZones): string {
  const instant = `timezone(${quoteDuckText(zones.source)}, try_cast(${text} as timestamp))`;
  return `coalesce(timezone(${quoteDuckText(zones.calendar)}, ${instant})::date::varchar, ${text})`;
}

/** Whether a row counts: its `deleted` column, if mapped, does not say true. */
export function isLiveSql(feed: Feed, outputs: readonly MysqlOutput[]): string {
  const index = feed.columns.findIndex((one) => one.name === 'deleted');
  const column = feed.columns[index];
  const output = outputs[index];
  if (column === undefined || output === undefined) return 'true';
  const codes = [...column.values].filter(([, value]) => value === 'true').map(([code]) => code);
  const words = ['true', 't', '1', 'yes', 'y'].filter((word) => !column.values.has(word));
  const list = [...codes, ...words].map(quoteMysqlText).join(', ');
  return `coalesce(cast(${output.sql} as char), '') not in (${list})`;
}

/** A watermark column, its type and its arithmetic. */
export interface MysqlWatermark {
  readonly sql: string;
  readonly type: 'timestamp' | 'datetime' | 'date' | 'integer';
}

/** Null when the type cannot serve as a watermark. */
export function mysqlWatermark(expression: Expression, { type }: MysqlType): MysqlWatermark | null {
  const sql = mysqlExpression(expression);
  if (type === TYPE.timestamp) return { sql, type: 'timestamp' };
  if (type === TYPE.datetime) return { sql, type: 'datetime' };
  if (type === TYPE.date) return { sql, type: 'date' };
  return INTEGERS.has(type) ? { sql, type: 'integer' } : null;
}
