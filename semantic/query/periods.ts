import { DateTime } from 'luxon';

/** How a company cuts time. */
export interface PeriodGround {
  readonly weekStarts: 'monday' | 'sunday';
  /** First month of the fiscal year, 1–12. */
  readonly fiscalYearStart: number;
}

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** Granularity → unit of the calendar, and by how much its beginning is moved. */
function unitOf(granularity: string, ground: PeriodGround): { unit: Unit; days: number; months: number } {
  switch (granularity) {
    case 'week':
      return { unit: 'week', days: ground.weekStarts === 'sunday' ? -1 : 0, months: 0 };
    case 'month':
    case 'quarter':
    case 'year':
      return { unit: granularity, days: 0, months: 0 };
    case 'fiscal_quarter':
      return { unit: 'quarter', days: 0, months: ground.fiscalYearStart - 1 };
    case 'fiscal_year':
      return { unit: 'year', days: 0, months: ground.fiscalYearStart - 1 };
    default:
      return { unit: 'day', days: 0, months: 0 };
  }
}

/** The periods that a range falls into, cut to the range, as first and last day; at most `limit` of them. */
export function periodsOf(
  [from, to]: readonly [from: string, to: string],
  granularity: string,
  ground: PeriodGround,
  limit: number,
): [from: string, to: string][] {
  const { unit, days, months } = unitOf(granularity, ground);
  const shift = { days, months };
  const first = DateTime.fromISO(from, { zone: 'utc' });
  const last = DateTime.fromISO(to, { zone: 'utc' });
  const periods: [string, string][] = [];
  let start = first.minus(shift).startOf(unit);
  while (start.plus(shift) <= last && periods.length < limit) {
    const next = start.plus({ [unit]: 1 });
    const begins = DateTime.max(start.plus(shift), first);
    const ends = DateTime.min(next.plus(shift).minus({ days: 1 }), last);
    periods.push([begins.toISODate() ?? from, ends.toISODate() ?? to]);
    start = next;
  }
  return periods;
}
