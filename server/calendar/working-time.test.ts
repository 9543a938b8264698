import { describe, expect, it } from 'vitest';
import {
  addDays,
  instantOf,
  localOf,
  periodBefore,
  periodOf,
  type CalendarSettings,
} from './business-day.ts';
import { countWorkingDays, cutAtSameWorkingTime } from './working-time.ts';

const shanghai: CalendarSettings = {
  timezone: 'Asia/Shanghai',
  weekStarts: 'monday',
  fiscalYearStart: 1,
  dayStartsAt: '00:00',
};
const weekday = (day: string) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

describe('periods', () => {
  it('weeks start on Monday, or on Sunday where configured', () => {
    expect(periodOf('week', '2026-03-11', shanghai)).toEqual({ from: '2026-03-09', end: '2026-03-15' });
    const sunday = { ...shanghai, weekStarts: 'sunday' as const };
    expect(periodOf('week', '2026-03-11', sunday)).toEqual({ from: '2026-03-08', end: '2026-03-14' });
    expect(periodOf('week', '2026-03-08', sunday)).toEqual({ from: '2026-03-08', end: '2026-03-14' });
  });

  it('a fiscal year that starts in April moves quarters and years', () => {
    const april = { ...shanghai, fiscalYearStart: 4 };
    expect(periodOf('year', '2026-03-11', april)).toEqual({ from: '2025-04-01', end: '2026-03-31' });
    expect(periodOf('quarter', '2026-03-11', april)).toEqual({ from: '2026-01-01', end: '2026-03-31' });
    const february = { ...shanghai, fiscalYearStart: 2 };
    expect(periodOf('quarter', '2026-01-15', february)).toEqual({ from: '2025-11-01', end: '2026-01-31' });
  });

  it('the month before March is all of February', () => {
    const march = periodOf('month', '2026-03-31', shanghai);
    expect(periodBefore('month', march, shanghai)).toEqual({ from: '2026-02-01', end: '2026-02-28' });
  });

  it('a leap day is a day', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  });

  it('reads local text in the calendar zone, not the process zone', () => {
    expect(instantOf('2026-03-31 23:30:00', shanghai)).toBe('2026-03-31T15:30:00.000Z');
    expect(localOf('2026-03-31T15:30:00Z', shanghai)).toBe('2026-03-31T23:30:00.000');
  });
});

describe('the same elapsed working time', () => {
  const march = { from: '2026-03-01', end: '2026-03-31' }; // 1 March 2026 is a Sunday
  const february = { from: '2026-02-01', end: '2026-02-28' }; // so is 1 February

  it('counts working days closed and left, today not closed', () => {
    // 2–6 and 9–10 March are closed: 7; March 2026 has 22 weekdays
    expect(countWorkingDays(march, '2026-03-11', weekday)).toEqual({ total: 22, elapsed: 7, left: 15 });
  });

  it('cuts on the same working day at the same time', () => {
    const cut = cutAtSameWorkingTime(march, february, at('2026-03-11', '14:03:22'), weekday, shanghai);
    expect(cut).toEqual({ to: '2026-02-11', until: '2026-02-11T14:03:22.000' });
  });

  it('cuts a short period at its own close', () => {
    // 31 March is the 22nd working day, February has 20
    const cut = cutAtSameWorkingTime(march, february, at('2026-03-31', '09:00:00'), weekday, shanghai);
    expect(cut).toEqual({ to: '2026-02-28', until: '2026-02-28T23:59:59.999' });
  });

  it('on a day off goes as many days off past the last working day, never into the next', () => {
    // Sunday 8 March, after 5 working days; in April the fifth working day is Tuesday 7
    const april = { from: '2026-04-01', end: '2026-04-30' };
    const cut = cutAtSameWorkingTime(march, april, at('2026-03-08', '10:00:00'), weekday, shanghai);
    expect(cut).toEqual({ to: '2026-04-07', until: '2026-04-07T23:59:59.999' });
    const same = cutAtSameWorkingTime(march, february, at('2026-03-08', '10:00:00'), weekday, shanghai);
    expect(same).toEqual({ to: '2026-02-08', until: '2026-02-08T10:00:00.000' });
  });

  it('has nothing to compare when no working time had passed there', () => {
    // Sunday 1 March: nothing elapsed; a month that opens on a working day offers no moment before it
    const april = { from: '2026-04-01', end: '2026-04-30' };
    expect(cutAtSameWorkingTime(march, april, at('2026-03-01', '10:00:00'), weekday, shanghai)).toBeNull();
  });

  it('compares a single day at the same time of day', () => {
    const monday = { from: '2026-03-09', end: '2026-03-09' };
    const sunday = { from: '2026-03-08', end: '2026-03-08' };
    const cut = cutAtSameWorkingTime(monday, sunday, at('2026-03-09', '08:30:00'), weekday, shanghai);
    expect(cut).toEqual({ to: '2026-03-08', until: '2026-03-08T08:30:00.000' });
  });

  it('follows a business day that opens at six', () => {
    const six = { ...shanghai, dayStartsAt: '06:00' };
    // 02:00 on the 12th still is the business day of the 11th, 20 hours into it
    const now = { day: '2026-03-11', local: '2026-03-12T02:00:00' };
    expect(cutAtSameWorkingTime(march, february, now, weekday, six)).toEqual({
      to: '2026-02-11',
      until: '2026-02-12T02:00:00.000',
    });
  });
});

function at(day: string, time: string) {
  return { day, local: `${day}T${time}` };
}
