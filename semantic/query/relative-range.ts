import { DateTime, type DateTimeUnit } from 'luxon';

const UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const;
type RangeUnit = (typeof UNITS)[number];

const NAMED = /^(this|last|next) (day|week|month|quarter|year)$/;
const COUNTED = /^(last|next) (\d{1,4}) (day|week|month|quarter|year)s?$/;

/**
 * Cube's words for a range of days, counted from the business day of the publish and never from the clock:
 * `today`, `yesterday`, `this month`, `last 7 days` … Null when the text is none of them.
 */
export function relativeRange(
  text: string,
  today: string,
  weekStarts: 'monday' | 'sunday',
): [from: string, to: string] | null {
  const now = DateTime.fromISO(today, { zone: 'utc' });
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ');
  if (words === 'today') return days(now, now);
  if (words === 'yesterday') return days(now.minus({ days: 1 }), now.minus({ days: 1 }));
  if (words === 'tomorrow') return days(now.plus({ days: 1 }), now.plus({ days: 1 }));
  const named = NAMED.exec(words);
  if (named !== null) {
    const unit = unitOf(named[2]);
    const at = { this: 0, last: -1, next: 1 }[named[1] ?? ''] ?? 0;
    return days(...period(now, unit, at, weekStarts));
  }
  const counted = COUNTED.exec(words);
  if (counted === null) return null;
  const unit = unitOf(counted[3]);
  const count = Number(counted[2]);
  if (count === 0) return null;
  const [first, last] = counted[1] === 'last' ? [-count, -1] : [1, count];
  return days(period(now, unit, first, weekStarts)[0], period(now, unit, last, weekStarts)[1]);
}

function unitOf(text: string | undefined): RangeUnit {
  const unit = UNITS.find((one) => one === text);
  if (unit === undefined) throw new Error(`not a unit of time: ${text ?? ''}`);
  return unit;
}

function period(
  now: DateTime<true> | DateTime<false>,
  unit: RangeUnit,
  offset: number,
  weekStarts: 'monday' | 'sunday',
): [DateTime, DateTime] {
  const shift = unit === 'week' && weekStarts === 'sunday' ? 1 : 0;
  const luxonUnit: DateTimeUnit = unit;
  const start = now
    .plus({ days: shift })
    .startOf(luxonUnit)
    .plus({ [unit]: offset });
  return [start.minus({ days: shift }), start.endOf(luxonUnit).minus({ days: shift })];
}

function days(from: DateTime, to: DateTime): [string, string] {
  const [first, last] = [from.toISODate(), to.toISODate()];
  if (first === null || last === null) throw new Error('a business day is not a date');
  return [first, last];
}
