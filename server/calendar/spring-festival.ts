import chineseDays from 'chinese-days';
import { addDays, type Day, type Period } from './business-day.ts';

/** Days before and after the first of the first lunar month in which Chinese business keeps its time. */
const SEASON_DAYS = 20;

/** The first day of the lunar year that begins in a year of the common calendar. */
export function springFestival(year: number): Day {
  return chineseDays.getSolarDateFromLunar(`${year}-01-01`).date;
}

/** Whether a period lies partly in the season of the festival. */
export function touchesSpringFestival({ from, end }: Period): boolean {
  // the season lies between 1 January and 12 March
  const festival = springFestival(Number(end.slice(0, 4)));
  return from <= addDays(festival, SEASON_DAYS) && end >= addDays(festival, -SEASON_DAYS);
}
