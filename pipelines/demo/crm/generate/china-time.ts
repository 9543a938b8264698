import chineseDays from 'chinese-days';

/**
 * The demo company lives on China's clock: UTC+8, no summer time. A *day* here is the number of days since
 * 1970-01-01 in China, an *instant* is milliseconds since the epoch.
 */
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const OFFSET_MS = 8 * 3_600_000;

export function dayOf(instant: number): number {
  return Math.floor((instant + OFFSET_MS) / DAY_MS);
}

export function minuteOf(instant: number): number {
  return Math.floor(((instant + OFFSET_MS) % DAY_MS) / MINUTE_MS);
}

export function instantAt(day: number, minute: number): number {
  return day * DAY_MS - OFFSET_MS + Math.round(minute * MINUTE_MS);
}

export function dateText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** First day of the month `months` away from the month that holds `day`. */
export function monthStart(day: number, months = 0): number {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / DAY_MS;
}

export function quarterStart(day: number): number {
  return monthStart(day, -(new Date(day * DAY_MS).getUTCMonth() % 3));
}

export function yearStart(day: number): number {
  return monthStart(day, -new Date(day * DAY_MS).getUTCMonth());
}

/** 1 to 12. */
export function monthOf(day: number): number {
  return new Date(day * DAY_MS).getUTCMonth() + 1;
}

/** 1 Monday to 7 Sunday. */
export function weekdayOf(day: number): number {
  return ((day + 3) % 7) + 1;
}

const workdays = new Map<number, boolean>();

/** Chinese public holidays and make-up working days respected. */
export function isWorkingDay(day: number): boolean {
  let known = workdays.get(day);
  if (known === undefined) {
    known = chineseDays.isWorkday(dateText(day));
    workdays.set(day, known);
  }
  return known;
}

export function workingDaysBetween(from: number, until: number): number {
  let count = 0;
  for (let day = from; day < until; day++) if (isWorkingDay(day)) count++;
  return count;
}

/** The nth working day counted back from the month's end is at rank n (1 = the last); 99 on days off. */
export function rankFromMonthEnd(day: number): number {
  return isWorkingDay(day) ? workingDaysBetween(day, monthStart(day, 1)) : 99;
}
