import { quoteText } from '../../warehouse/sql-text.ts';

const HOUR_MS = 3_600_000;
/** Zone rules are told as far as this; whoever has other plans tells them years ahead. */
const LAST_YEAR = 2099;
const FIRST_YEAR = 1970;

/**
 * The instant, in UTC, of a timestamp that a clock on the wall of this zone shows. A library works it out value by value;
 * where the zone has kept one distance to UTC for long, as most of Asia has, a subtraction does.
 */
export function localToUtcSql(local: string, zone: string): string {
  const exact = `timezone('UTC', timezone(${quoteText(zone)}, ${local}))`;
  const steady = steadyOffset(zone);
  if (steady === null) return exact;
  const { since, until, seconds } = steady;
  const moved = seconds === 0 ? local : `${local} - interval '${seconds} seconds'`;
  return `(case when ${local} between timestamp ${quoteText(since)} and timestamp ${quoteText(until)} then ${moved} else ${exact} end)`;
}

interface Steady {
  readonly since: string;
  readonly until: string;
  /** East of Greenwich. */
  readonly seconds: number;
}

const known = new Map<string, Steady | null>();

/** The distance to UTC that a zone keeps to the end, and since when; null where it goes on changing. */
function steadyOffset(zone: string): Steady | null {
  const found = known.get(zone);
  if (found !== undefined) return found;
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const monthly: { readonly at: number; readonly seconds: number }[] = [];
  for (let month = 0; month <= (LAST_YEAR - FIRST_YEAR) * 12; month++) {
    const at = Date.UTC(FIRST_YEAR, month, 1);
    monthly.push({ at, seconds: offsetAt(format, at) });
  }
  const last = monthly.at(-1)?.seconds ?? 0;
  const changed = monthly.findLastIndex((one) => one.seconds !== last);
  const from = monthly[changed + 1]?.at;
  const steady =
    from === undefined || from > Date.UTC(2026, 0, 1)
      ? null
      : {
          // two days off the first month: clocks of the wall and of UTC differ by less
          since: textOf(from + 48 * HOUR_MS),
          until: `${LAST_YEAR}-01-01`,
          seconds: last,
        };
  known.set(zone, steady);
  return steady;
}

function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes, seconds] = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?/.exec(name) ?? [];
  const total = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return sign === '-' ? -total : total;
}

function textOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
