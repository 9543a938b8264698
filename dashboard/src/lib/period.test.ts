import { expect, test } from 'vitest';
import { lastYear, periodOf, previousSpan, resolvePeriod, trailing } from './period.ts';

const working = { total: 21, elapsed: 14, left: 7 };
const calendar = {
  today: '2026-11-21',
  isWorkingDay: false,
  week: { from: '2026-11-16', to: '2026-11-22', ...working },
  month: { from: '2026-11-01', to: '2026-11-30', ...working },
  quarter: { from: '2026-10-01', to: '2026-12-31', ...working },
  year: { from: '2026-01-01', to: '2026-12-31', ...working },
};

test('a running period is read up to today and set against its whole', () => {
  expect(periodOf('month', calendar)).toEqual({
    kind: 'month',
    from: '2026-11-01',
    to: '2026-11-30',
    today: '2026-11-21',
    toDate: { from: '2026-11-01', to: '2026-11-21' },
    isRunning: true,
  });
});

test('a custom period in the past is closed', () => {
  const period = resolvePeriod({ period: 'custom', from: '2026-03-05', to: '2026-03-11' }, calendar);
  expect(period.isRunning).toBe(false);
  expect(period.toDate.to).toBe('2026-03-11');
  expect(previousSpan(period)).toEqual({ from: '2026-02-26', to: '2026-03-04' });
});

test('the period before is a whole one of the same kind', () => {
  expect(previousSpan(periodOf('month', calendar))).toEqual({ from: '2026-10-01', to: '2026-10-31' });
  expect(previousSpan(periodOf('quarter', calendar))).toEqual({ from: '2026-07-01', to: '2026-09-30' });
  expect(previousSpan(periodOf('week', calendar))).toEqual({ from: '2026-11-09', to: '2026-11-15' });
  expect(previousSpan(periodOf('day', calendar))).toEqual({ from: '2026-11-20', to: '2026-11-20' });
});

test('last year is the same dates, for a week the same weekdays', () => {
  expect(lastYear({ from: '2026-11-01', to: '2026-11-21' }, 'month')).toEqual({
    from: '2025-11-01',
    to: '2025-11-21',
  });
  expect(lastYear({ from: '2026-11-16', to: '2026-11-22' }, 'week')).toEqual({
    from: '2025-11-17',
    to: '2025-11-23',
  });
});

test('sparklines look back over a dozen periods', () => {
  expect(trailing(periodOf('month', calendar))).toEqual({
    granularity: 'month',
    from: '2025-12-01',
    to: '2026-11-21',
  });
  expect(trailing(periodOf('day', calendar))).toEqual({
    granularity: 'day',
    from: '2026-11-08',
    to: '2026-11-21',
  });
});
