import { DateTime } from 'luxon';
import { addDays, localText, opensAt, type CalendarSettings, type Day, type Period } from './business-day.ts';

/** Working days known from the warehouse's calendar; a day outside it counts as one when it is Monday to Friday. */
export type WorkingDayTest = (day: Day) => boolean;

export interface WorkingDayCount {
  readonly total: number;
  /** Closed ones: today does not count. */
  readonly elapsed: number;
  /** Today counts when it is one. */
  readonly left: number;
}

export function daysOf(period: Period): Day[] {
  const days: Day[] = [];
  for (let day = period.from; day <= period.end; day = addDays(day, 1)) days.push(day);
  return days;
}

export function countWorkingDays(period: Period, today: Day, isWorking: WorkingDayTest): WorkingDayCount {
  const working = daysOf(period).filter(isWorking);
  const elapsed = working.filter((day) => day < today).length;
  return { total: working.length, elapsed, left: working.length - elapsed };
}

/** How far into an earlier period the comparison goes. */
export interface Cut {
  /** Last business day that counts. */
  readonly to: Day;
  /** Local moment on it up to which events count. */
  readonly until: string;
}

/**
 * The moment in an earlier period with the same elapsed working time as `now` has in the current one:
 * on the n-th working day at this time of day; on a day off, as many days after the n-th working day, but never
 * past the next one. A shorter period ends the comparison at its own close. Null: no working time had passed there yet.
 * A single day is compared at the same time of day, whatever kind of day it is.
 */
export function cutAtSameWorkingTime(
  current: Period,
  earlier: Period,
  now: { readonly day: Day; readonly local: string },
  isWorking: WorkingDayTest,
  settings: CalendarSettings,
): Cut | null {
  const elapsed = countWorkingDays(current, now.day, isWorking).elapsed;
  const days = daysOf(earlier);
  const working = days.filter(isWorking);
  const intoDay = DateTime.fromISO(now.local, { zone: 'utc' }).diff(opensAt(now.day, settings));

  if (earlier.from === earlier.end) {
    return { to: earlier.end, until: localText(opensAt(earlier.end, settings).plus(intoDay)) };
  }
  if (isWorking(now.day)) {
    const same = working[elapsed];
    return same === undefined
      ? closeOf(earlier.end, settings)
      : { to: same, until: localText(opensAt(same, settings).plus(intoDay)) };
  }

  const last = elapsed === 0 ? addDays(earlier.from, -1) : working[elapsed - 1];
  if (last === undefined) return closeOf(earlier.end, settings);
  const same = addDays(last, daysOffUntil(current, now.day, isWorking));
  const next = working[elapsed];
  if (next !== undefined && same >= next)
    return next === earlier.from ? null : closeOf(addDays(next, -1), settings);
  if (same > earlier.end) return closeOf(earlier.end, settings);
  return { to: same, until: localText(opensAt(same, settings).plus(intoDay)) };
}

/** The last moment of a business day. */
export function closeOf(day: Day, settings: CalendarSettings): Cut {
  return { to: day, until: localText(opensAt(addDays(day, 1), settings).minus({ milliseconds: 1 })) };
}

/** Days off in a row up to and with `day`, inside the period. */
function daysOffUntil(period: Period, day: Day, isWorking: WorkingDayTest): number {
  let off = 0;
  for (let at = day; at >= period.from && !isWorking(at); at = addDays(at, -1)) off += 1;
  return off;
}
