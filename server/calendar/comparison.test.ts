import { describe, expect, it } from 'vitest';
import { lastYearPeriod, previousPeriod } from './comparison.ts';
import { springFestival } from './spring-festival.ts';

const china = { timezone: 'Asia/Shanghai', weekStarts: 'monday', fiscalYearStart: 1, dayStartsAt: '00:00', holidays: 'CN' } as const; // prettier-ignore
const elsewhere = { ...china, holidays: 'none' } as const;
const weekday = (day: string) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
const at = (day: string, time = '14:00:00') => ({ day, local: `${day}T${time}` });
const month = (text: string, last: number) => ({ from: `${text}-01`, end: `${text}-${last}` });

describe('the same period last year', () => {
  it('is the same dates, cut at the same day and time', () => {
    expect(lastYearPeriod('month', month('2026-11', 30), at('2026-11-21'), china)).toEqual({
      ...month('2025-11', 30),
      ...{ to: '2025-11-21', until: '2025-11-21T14:00:00.000', aligned: 'date' },
    });
  });

  it('is whole where the period is over, and a month ends where a month ends', () => {
    const march = lastYearPeriod('custom', month('2029-02', 28), at('2029-06-01'), elsewhere);
    expect(march).toMatchObject({ end: '2028-02-29', to: '2028-02-29', until: null });
    expect(lastYearPeriod('month', month('2028-02', 29), at('2028-02-29'), elsewhere).end).toBe('2027-02-28');
  });

  it('of a week has the same weekdays', () => {
    const week = { from: '2026-11-16', end: '2026-11-22' };
    expect(lastYearPeriod('week', week, at('2026-11-18'), china)).toMatchObject({
      ...{ from: '2025-11-17', end: '2025-11-23', to: '2025-11-19', aligned: 'weekday' },
    });
  });

  it('near the Spring Festival lies as far from it: 17 February 2026, 29 January 2025', () => {
    expect([springFestival(2026), springFestival(2025), springFestival(2024)]).toEqual([
      ...['2026-02-17', '2025-01-29', '2024-02-10'],
    ]);
    // 10 February 2026 is 7 days before; so is 22 January 2025
    const day = { from: '2026-02-10', end: '2026-02-10' };
    expect(lastYearPeriod('day', day, at('2026-02-10'), china)).toMatchObject({
      ...{
        from: '2025-01-22',
        to: '2025-01-22',
        until: '2025-01-22T14:00:00.000',
        aligned: 'spring_festival',
      },
    });
    // 1 February 2026 is 16 days before, 28 February 11 days after
    expect(lastYearPeriod('month', month('2026-02', 28), at('2026-02-10'), china)).toMatchObject({
      ...{ from: '2025-01-13', end: '2025-02-09', to: '2025-01-22' },
    });
    // February 2025 holds no festival of its own, but begins three days after it
    expect(lastYearPeriod('month', month('2025-02', 28), at('2025-02-10'), china).aligned).toBe(
      'spring_festival',
    );
  });

  it('months near the festival follow one another without a gap', () => {
    const of = (period: { from: string; end: string }) =>
      lastYearPeriod('month', period, at('2026-12-01'), china);
    const [january, february, march] = [
      of(month('2026-01', 31)),
      of(month('2026-02', 28)),
      of(month('2026-03', 31)),
    ];
    expect([january.end, february.from, february.end, march.from]).toEqual([
      ...['2025-01-12', '2025-01-13', '2025-02-09', '2025-02-10'],
    ]);
    expect(of(month('2026-04', 30))).toMatchObject({ ...month('2025-04', 30), aligned: 'date' });
  });

  it('keeps its dates for quarters and years, which hold the whole season, and outside the Chinese calendar', () => {
    const quarter = { from: '2026-01-01', end: '2026-03-31' };
    expect(lastYearPeriod('quarter', quarter, at('2026-02-10'), china)).toMatchObject({
      ...{ from: '2025-01-01', end: '2025-03-31', to: '2025-02-10', aligned: 'date' },
    });
    expect(lastYearPeriod('month', month('2026-02', 28), at('2026-02-10'), elsewhere).aligned).toBe('date');
  });

  it('of a fiscal year that opens in April is the fiscal year before', () => {
    const year = { from: '2026-04-01', end: '2027-03-31' };
    expect(lastYearPeriod('year', year, at('2026-11-21'), { ...china, fiscalYearStart: 4 })).toMatchObject({
      ...{ from: '2025-04-01', end: '2026-03-31', to: '2025-11-21' },
    });
  });
});

describe('the period before', () => {
  it('has come as far in working time', () => {
    // 11 March 2026 is the 8th working day, so is 11 February
    expect(previousPeriod('month', month('2026-03', 31), at('2026-03-11'), weekday, china)).toEqual({
      ...month('2026-02', 28),
      ...{ to: '2026-02-11', until: '2026-02-11T14:00:00.000', aligned: 'working_days' },
    });
  });

  it('of a fiscal quarter is the fiscal quarter before', () => {
    const fiscal = { ...china, fiscalYearStart: 2 };
    const quarter = { from: '2026-02-01', end: '2026-04-30' };
    expect(previousPeriod('quarter', quarter, at('2026-02-03'), weekday, fiscal)).toMatchObject({
      ...{ from: '2025-11-01', end: '2026-01-31' },
    });
  });

  it('of any two dates has as many days, and as many of them have passed', () => {
    const period = { from: '2026-03-05', end: '2026-03-14' };
    expect(previousPeriod('custom', period, at('2026-03-07'), weekday, china)).toEqual({
      ...{ from: '2026-02-23', end: '2026-03-04' },
      ...{ to: '2026-02-25', until: '2026-02-25T14:00:00.000', aligned: 'days' },
    });
    expect(previousPeriod('custom', period, at('2026-06-01'), weekday, china)).toMatchObject({
      ...{ to: '2026-03-04', until: null },
    });
  });
});
