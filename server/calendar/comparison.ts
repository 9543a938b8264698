import { DateTime } from 'luxon';
import type { ComparedPeriod, ComparisonKind } from '../contracts/comparison.ts';
import {
  addDays,
  localText,
  opensAt,
  periodBefore,
  type CalendarSettings,
  type Day,
  type Period,
} from './business-day.ts';
import { springFestival, touchesSpringFestival } from './spring-festival.ts';
import { cutAtSameWorkingTime, type WorkingDayTest } from './working-time.ts';

/** The moment of the data, on its business day. */
export interface Now {
  readonly day: Day;
  readonly local: string;
}

/**
 * The period before, as far as the present one has come: the same working time for a day, week, month, quarter or
 * year, the same number of days for any two dates. Null: no working time had passed there yet.
 */
export function previousPeriod(
  kind: ComparisonKind,
  period: Period,
  now: Now,
  isWorking: WorkingDayTest,
  settings: CalendarSettings,
): ComparedPeriod | null {
  if (kind === 'custom') {
    const days = daysBetween(period.from, period.end) + 1;
    const back = (day: Day) => addDays(day, -days);
    return { ...compared(period, now, back, settings), aligned: 'days' };
  }
  const earlier = periodBefore(kind, period, settings);
  if (now.day > period.end) return { ...earlier, to: earlier.end, until: null, aligned: 'working_days' };
  const cut = cutAtSameWorkingTime(period, earlier, now, isWorking, settings);
  return cut === null ? null : { ...earlier, ...cut, aligned: 'working_days' };
}

/** Longer ones hold the whole season of the festival wherever it falls. */
const MOST_ALIGNED_DAYS = 62;

/**
 * The same period a year ago: the same dates, or for a week the same weekdays. Where the company keeps the Chinese
 * calendar and a day, week, month or other short period lies near the Spring Festival, this year or then, the days at
 * the same distance from the festival.
 */
export function lastYearPeriod(
  kind: ComparisonKind,
  period: Period,
  now: Now,
  settings: CalendarSettings & { readonly holidays: unknown },
): ComparedPeriod {
  const byDate = (day: Day) => format(parse(day).minus({ years: 1 }));
  const plain = kind === 'week' ? (day: Day) => addDays(day, -364) : byDate;
  const then = { from: plain(period.from), end: plain(period.end) };
  const isShort = daysBetween(period.from, period.end) < MOST_ALIGNED_DAYS;
  const isShaped = kind !== 'quarter' && kind !== 'year' && isShort;
  if (
    settings.holidays === 'CN' &&
    isShaped &&
    (touchesSpringFestival(period) || touchesSpringFestival(then))
  ) {
    const year = Number(period.end.slice(0, 4));
    const gap = daysBetween(springFestival(year - 1), springFestival(year));
    return { ...compared(period, now, (day) => addDays(day, -gap), settings), aligned: 'spring_festival' };
  }
  const found = compared(period, now, plain, settings);
  if (kind === 'week') return { ...found, aligned: 'weekday' };
  const end = endsMonth(period.end) ? monthEnd(found.end) : found.end;
  const isWhole = now.day > period.end;
  return { ...found, end, to: isWhole ? end : found.to, aligned: 'date' };
}

/** The period moved back; one that is running is cut on the day of today's twin, at the time of day of the data. */
function compared(
  period: Period,
  now: Now,
  back: (day: Day) => Day,
  settings: CalendarSettings,
): Omit<ComparedPeriod, 'aligned'> {
  const whole = { from: back(period.from), end: back(period.end) };
  if (now.day > period.end) return { ...whole, to: whole.end, until: null };
  const to = back(now.day < period.from ? period.from : now.day);
  const intoDay = DateTime.fromISO(now.local, { zone: 'utc' }).diff(opensAt(now.day, settings));
  return { ...whole, to, until: localText(opensAt(to, settings).plus(intoDay)) };
}

function parse(day: Day): DateTime {
  return DateTime.fromISO(day, { zone: 'utc' });
}

function format(date: DateTime): Day {
  return date.toFormat('yyyy-MM-dd');
}

function daysBetween(from: Day, to: Day): number {
  return parse(to).diff(parse(from), 'days').days;
}

function monthEnd(day: Day): Day {
  return format(parse(day).endOf('month'));
}

function endsMonth(day: Day): boolean {
  return monthEnd(day) === day;
}
