import { expect, test } from 'vitest';
import { periodOf, resolvePeriod, trailing } from './period.ts';

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
