import { quoteText } from '../../warehouse/sql-text.ts';
import { clockChangeSeconds, INTEGER_OVERLAP } from './watermark-overlap.ts';
import { quoteMysqlText, type MysqlWatermark } from './mysql-expression.ts';

/** How DuckDB reads a watermark; a TIMESTAMP is sent in UTC. */
export const WATERMARK_TYPE = {
  integer: 'hugeint',
  date: 'date',
  datetime: 'timestamp',
  timestamp: 'timestamp',
} as const;

/** The lowest watermark still read again: what was committed late lies there. */
function lowerBoundSql(watermark: MysqlWatermark, since: string, overlap: number, zone: string): string {
  switch (watermark.type) {
    case 'integer':
      // arithmetic on the server would fail below zero of an unsigned number
      return String(BigInt(since) - BigInt(INTEGER_OVERLAP));
    case 'date':
      return `cast(${quoteMysqlText(since)} as date) - interval 1 day`;
    case 'timestamp':
      return `cast(${quoteMysqlText(since)} as datetime(6)) - interval ${overlap} second`;
    case 'datetime':
      return `cast(${quoteMysqlText(since)} as datetime(6)) - interval ${overlap + clockChangeSeconds(zone)} second`;
  }
}

/** Rows at or after a watermark; with those that have none, if wanted: they may be new at any time. */
export function sinceSql(
  watermark: MysqlWatermark,
  since: string,
  overlap: number,
  zone: string,
  withoutWatermark: boolean,
): string {
  const bound = `${watermark.sql} >= ${lowerBoundSql(watermark, since, overlap, zone)}`;
  return withoutWatermark ? `(${bound} or ${isUnmarkedSql(watermark)})` : bound;
}

/** Whether a row has no watermark: null, or MySQL's zero date. */
export function isUnmarkedSql(watermark: MysqlWatermark): string {
  const isNull = `${watermark.sql} is null`;
  return watermark.type === 'integer' ? `(${isNull})` : `(${isNull} or ${watermark.sql} = 0)`;
}

/** A text that changes with any row at or after the bound: rows come, go, or get a new watermark. */
export function fingerprintSql(watermark: MysqlWatermark): string {
  const number =
    watermark.type === 'integer'
      ? watermark.sql
      : `timestampdiff(microsecond, '1970-01-01', ${watermark.sql})`;
  return `concat_ws('/', count(*), max(${number}), sum(${number}))`;
}

/** The source's own clock, given in UTC, as DuckDB compares it with the watermark; null for numbers. */
export function clockSql(watermark: MysqlWatermark, utc: string, zone: string): string | null {
  const now = `timestamp ${quoteText(utc)}`;
  const local = `timezone(${quoteText(zone)}, timezone('UTC', ${now}))`;
  switch (watermark.type) {
    case 'integer':
      return null;
    case 'timestamp':
      return now;
    case 'datetime':
      return local;
    case 'date':
      return `${local}::date`;
  }
}
