import type { Expression, Feed, MappedColumn, PostgresConfig } from '../config/config.ts';
import type { Form } from './source.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import { clockChangeSeconds, INTEGER_OVERLAP } from './watermark-overlap.ts';

/** Type numbers of pg_type that need care on the way to text. */
const TYPE = { date: 1082, timestamp: 1114, timestamptz: 1184, bpchar: 1042, money: 790 } as const;
const INTEGERS = new Set([20, 21, 23, 26]);
const NUMERIC = 1700;

export function isWholeNumber(type: number): boolean {
  return INTEGERS.has(type);
}

export interface Zones {
  /** Of timestamps without a zone. */
  readonly source: string;
  /** Of business dates. */
  readonly calendar: string;
  /** When a business day begins, `HH:MM`. */
  readonly dayStartsAt: string;
}

export function expressionSql(expression: Expression): string {
  switch (expression.kind) {
    case 'column':
      return quoteName(expression.name);
    case 'sql':
      return `(${expression.sql}\n)`;
    case 'value':
      return expression.value === null ? 'null::text' : `${quoteText(expression.value)}::text`;
    case 'joined':
      return `concat_ws('|', ${expression.names.map(quoteName).join(', ')})`;
  }
}

/** The table or query of a feed, as it stands after FROM. */
export function relationSql(config: PostgresConfig, feed: Feed): string {
  if (feed.query !== null) return `(${feed.query}\n) as source_rows`;
  const parts = (feed.from ?? '').split('.');
  const names = parts.length === 1 && config.schema !== null ? [config.schema, ...parts] : parts;
  return names.map(quoteName).join('.');
}

/** A mapped column as COPY writes it, and how the door must read it. */
export function outputSql(column: MappedColumn, type: number, zones: Zones): { sql: string; form: Form } {
  const sql = expressionSql(column.expression);
  const source = quoteText(zones.source);
  const calendar = quoteText(zones.calendar);
  if (column.type === 'instant') {
    // the session's zone is UTC: written with +00, which costs the server less than to take it off
    if (type === TYPE.timestamptz) return { sql, form: 'utc' };
    if (type === TYPE.timestamp)
      return { sql: `${sql} at time zone ${source} at time zone 'UTC'`, form: 'utc' };
    if (type === TYPE.date) {
      // a date alone is a business day: it stands for that day's beginning
      const start = quoteText(zones.dayStartsAt);
      return { sql: `(${sql} + time ${start}) at time zone ${calendar} at time zone 'UTC'`, form: 'utc' };
    }
  }
  if (column.type === 'date') {
    if (type === TYPE.timestamptz) return { sql: `(${sql} at time zone ${calendar})::date`, form: 'text' };
    if (type === TYPE.timestamp) {
      return { sql: `(${sql} at time zone ${source} at time zone ${calendar})::date`, form: 'text' };
    }
  }
  if (type === TYPE.money) return { sql: `${sql}::numeric`, form: 'text' };
  if (type === TYPE.bpchar) return { sql: `${sql}::text`, form: 'text' };
  const isPlain = type === TYPE.date || type === NUMERIC || INTEGERS.has(type);
  return { sql, form: isPlain ? 'plain' : 'text' };
}

/** A watermark column, its type and its arithmetic. */
export interface WatermarkSql {
  readonly sql: string;
  readonly type: 'timestamptz' | 'timestamp' | 'date' | 'integer';
}

/** Null when the type cannot serve as a watermark. */
export function watermarkSql(expression: Expression, type: number): WatermarkSql | null {
  const sql = expressionSql(expression);
  if (type === TYPE.timestamptz) return { sql, type: 'timestamptz' };
  if (type === TYPE.timestamp) return { sql, type: 'timestamp' };
  if (type === TYPE.date) return { sql, type: 'date' };
  return isWholeNumber(type) ? { sql, type: 'integer' } : null;
}

/** The lowest watermark still read again: what was committed late lies there. */
export function lowerBoundSql(
  watermark: WatermarkSql,
  since: string,
  overlapSeconds: number,
  zone: string,
): string {
  const literal = quoteText(since);
  switch (watermark.type) {
    case 'integer':
      return `${literal}::bigint - ${INTEGER_OVERLAP}`;
    case 'date':
      return `${literal}::date - 1`;
    case 'timestamptz':
      return `${literal}::timestamptz - interval '${overlapSeconds} seconds'`;
    case 'timestamp':
      return `${literal}::timestamp - interval '${overlapSeconds + clockChangeSeconds(zone)} seconds'`;
  }
}

/** A number that changes with any row at or after the bound: rows come, go, or get a new watermark. */
export function fingerprintSql(watermark: WatermarkSql): string {
  const number =
    watermark.type === 'integer' ? `${watermark.sql}::numeric` : `extract(epoch from ${watermark.sql})`;
  return `concat_ws('/', count(*), max(${number}), sum(${number}))`;
}

/** The source's own clock in the watermark's type; null for numbers. */
export function clockSql(watermark: WatermarkSql, zone: string): string {
  switch (watermark.type) {
    case 'integer':
      return 'null::text';
    case 'date':
      return 'current_date::text';
    case 'timestamptz':
      return 'clock_timestamp()::text';
    case 'timestamp':
      return `(clock_timestamp() at time zone ${quoteText(zone)})::text`;
  }
}

/** Whether a row counts: its `deleted` column, if mapped, does not say true. */
export function isLiveSql(feed: Feed): string {
  const column = feed.columns.find((one) => one.name === 'deleted');
  if (column === undefined) return 'true';
  const codes = [...column.values].filter(([, value]) => value === 'true').map(([code]) => code);
  const words = ['true', 't', '1', 'yes', 'y'].filter((word) => !column.values.has(word));
  const list = [...codes, ...words].map(quoteText).join(', ');
  return `coalesce((${expressionSql(column.expression)})::text, '') not in (${list})`;
}
