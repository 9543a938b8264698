import { DateTime } from 'luxon';
import type { LeaderboardWindow } from '../contracts/leaderboard.ts';

/** A business day, `YYYY-MM-DD`. Such texts compare as the days do. */
export type Day = string;

/** What shifts periods away from the ISO calendar. */
export interface CalendarSettings {
  readonly timezone: string;
  readonly weekStarts: 'monday' | 'sunday';
  /** Month (1–12) that opens the fiscal year; moves quarters and years. */
  readonly fiscalYearStart: number;
  /** `HH:MM`: before it, the clock still belongs to yesterday's business day. */
  readonly dayStartsAt: string;
}

/** A whole period, both days inclusive. */
export interface Period {
  readonly from: Day;
  readonly end: Day;
}

function parse(day: Day): DateTime {
  return DateTime.fromISO(day, { zone: 'utc' });
}

function format(date: DateTime): Day {
  return date.toFormat('yyyy-MM-dd');
}

export function addDays(day: Day, days: number): Day {
  return format(parse(day).plus({ days }));
}

/** The period of a kind that holds the day. */
export function periodOf(kind: LeaderboardWindow, day: Day, settings: CalendarSettings): Period {
  const date = parse(day);
  switch (kind) {
    case 'day':
      return { from: day, end: day };
    case 'week': {
      const back = settings.weekStarts === 'monday' ? date.weekday - 1 : date.weekday % 7;
      const from = date.minus({ days: back });
      return { from: format(from), end: format(from.plus({ days: 6 })) };
    }
    case 'month':
      return { from: format(date.startOf('month')), end: format(date.endOf('month')) };
    case 'quarter':
      return months(date, 3, settings);
    case 'year':
      return months(date, 12, settings);
  }
}

/** The run of `length` months, counted from the fiscal year's first, that holds the date. */
function months(date: DateTime, length: number, settings: CalendarSettings): Period {
  const intoRun = (date.month - settings.fiscalYearStart + 12) % length;
  const from = date.startOf('month').minus({ months: intoRun });
  return { from: format(from), end: format(from.plus({ months: length }).minus({ days: 1 })) };
}

/** The period of the same kind just before. */
export function periodBefore(kind: LeaderboardWindow, period: Period, settings: CalendarSettings): Period {
  return periodOf(kind, addDays(period.from, -1), settings);
}

/** The business day of an instant. */
export function businessDayOf(instant: string, settings: CalendarSettings): Day {
  const [hours = 0, minutes = 0] = settings.dayStartsAt.split(':').map(Number);
  const local = DateTime.fromISO(instant, { zone: settings.timezone }).setZone('utc', {
    keepLocalTime: true,
  });
  return format(local.minus({ hours, minutes }));
}

/** First local moment of a business day. */
export function opensAt(day: Day, settings: CalendarSettings): DateTime {
  return DateTime.fromISO(`${day}T${settings.dayStartsAt}`, { zone: 'utc' });
}

/** A local moment as Cube takes it: `YYYY-MM-DDTHH:MM:SS.mmm`, no zone. */
export function localText(moment: DateTime): string {
  return moment.toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS");
}

/** A local wall-clock text of the calendar's zone as an instant, ISO 8601 in UTC. */
export function instantOf(local: string, settings: CalendarSettings): string {
  const moment = DateTime.fromISO(local.replace(' ', 'T').replace(/Z$/, ''), { zone: settings.timezone });
  const iso = moment.toUTC().toISO();
  if (iso === null) throw new Error(`not a local moment: ${local}`);
  return iso;
}

/** An instant as the wall clock of the calendar's zone shows it. */
export function localOf(instant: string, settings: CalendarSettings): string {
  return localText(DateTime.fromISO(instant, { zone: settings.timezone }));
}
