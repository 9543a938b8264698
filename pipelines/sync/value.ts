import type { MappedColumn } from '../config/config.ts';
import type { Form } from '../sources/source.ts';
import { quoteText } from '../../warehouse/sql-text.ts';
import { localToUtcSql } from './local-time.ts';

/** What a source's texts mean. */
export interface DoorZones {
  /** The source whose name stands before ids and references. */
  readonly idsOf: string;
  /** Of timestamps without a zone. */
  readonly source: string;
  /** Of business dates. */
  readonly calendar: string;
  /** When a business day begins, `HH:MM`. */
  readonly dayStartsAt: string;
}

/** Text that ends in a zone: `…Z`, `…+08`, `…+08:00`. */
const ENDS_IN_ZONE = "'[0-9]:?[0-9]{2}(:[0-9]{2}([.][0-9]*)?)? ?([zZ]|[+-][0-9]{2}(:?[0-9]{2})?)$'";
export const FIRST_MOMENT = "timestamp '0001-01-01'";
export const FIRST_DAY = "date '0001-01-01'";
// the models write "no end" as 9999-12-31: no event lies on that day, in any zone
export const LAST_MOMENT = "timestamp '9999-12-29 23:59:59.999999'";
export const LAST_DAY = "date '9999-12-29'";

/** The source's text with its codes replaced; text that stands for nothing becomes null. */
export function codedSql(raw: string, column: MappedColumn, form: Form): string {
  if (form !== 'text' && column.values.size === 0) return raw;
  const cases = [...column.values].map(([code, value]) => `when ${quoteText(code)} then ${quoteText(value)}`);
  const coded = cases.length === 0 ? raw : `case ${raw} ${cases.join(' ')} else ${raw} end`;
  // an empty text is a value of a free text only
  return column.type === 'text' && column.allowed === null && column.name !== 'currency'
    ? coded
    : `nullif(trim(${coded}), '')`;
}

/** The canonical value of a coded text, null when it cannot be read. */
export function typedSql(text: string, column: MappedColumn, form: Form, zones: DoorZones): string {
  const isPlain = form === 'plain' && column.values.size === 0;
  const number = (value: string): string =>
    isPlain ? value : `case when ${isPlainNumber(text)} then ${value} end`;
  switch (column.type) {
    case 'id':
    case 'ref':
      return `${quoteText(`${zones.idsOf}:`)} || ${text}`;
    case 'text':
      return column.name === 'currency' ? `upper(${text})` : text;
    case 'integer':
      // a cast alone would round 1.5 to 2
      return `case when ${isPlainNumber(text)} and try_cast(${text} as decimal(38, 6)) = try_cast(${text} as bigint)
        then try_cast(${text} as bigint) end`;
    case 'money':
      return number(`try_cast(${text} as decimal(18, 2))`);
    case 'decimal':
      return number(`try_cast(${text} as decimal(18, 6))`);
    case 'double':
      return `case when ${isPlainNumber(text)} and isfinite(try_cast(${text} as double)) then try_cast(${text} as double) end`;
    case 'boolean':
      return `try_cast(${text} as boolean)`;
    case 'date':
      return inDates(isPlain ? `try_cast(${text} as date)` : dateSql(text, zones));
    case 'instant':
      return inRange(momentSql(text, form, zones));
  }
}

/** DuckDB also reads 1_000 and 0x1F, which no CRM means. */
function isPlainNumber(text: string): string {
  return `not regexp_matches(${text}, '[_xX]')`;
}

function inRange(timestamp: string): string {
  return `case when ${timestamp} between ${FIRST_MOMENT} and ${LAST_MOMENT} then ${timestamp} end`;
}

function momentSql(text: string, form: Form, zones: DoorZones): string {
  const cast = `try_cast(${text} as timestamp)`;
  if (form === 'utc') return cast;
  return form === 'local' ? localToUtcSql(cast, zones.source) : instantSql(text, zones);
}

function instantSql(text: string, zones: DoorZones): string {
  const calendar = quoteText(zones.calendar);
  const start = `interval ${quoteText(`${zones.dayStartsAt}:00`)}`;
  // a date alone is a business day: it stands for that day's beginning
  const day = `timezone('UTC', timezone(${calendar}, try_cast(${text} as date) + ${start}))`;
  const zoned = `timezone('UTC', try_cast(${text} as timestamptz))`;
  const local = `timezone('UTC', timezone(${quoteText(zones.source)}, try_cast(${text} as timestamp)))`;
  return `(case when length(${text}) <= 10 then ${day}
    when regexp_matches(${text}, ${ENDS_IN_ZONE}) then ${zoned} else ${local} end)`;
}

function dateSql(text: string, zones: DoorZones): string {
  const zoned = `timezone(${quoteText(zones.calendar)}, try_cast(${text} as timestamptz))::date`;
  return `(case when length(${text}) > 10 and regexp_matches(${text}, ${ENDS_IN_ZONE}) then ${zoned} else try_cast(${text} as date) end)`;
}

function inDates(date: string): string {
  return `case when ${date} between ${FIRST_DAY} and ${LAST_DAY} then ${date} end`;
}

/** "Never" as PostgreSQL writes it, and as everybody else does, in whatever zone: a null, not something that cannot be read. */
export function isUnbounded(text: string): string {
  return `(lower(${text}) in ('infinity', '-infinity') or regexp_matches(${text}, '^9999[-/]12[-/]3[01]'))`;
}
