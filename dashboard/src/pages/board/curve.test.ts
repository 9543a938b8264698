import { expect, test } from 'vitest';
import { toRows } from '../../lib/figure-rows.ts';
import { curvePoints, hourPoints } from './curve.ts';

const day = (date: string, actual: string | null, target: string | null) => ({
  'targets.date.day': `${date}T00:00:00.000`,
  'targets.actual': actual,
  'targets.target': target,
});
const period = { from: '2026-11-01', to: '2026-11-04', toDate: { from: '2026-11-01', to: '2026-11-03' } };

test('adds up day by day; days to come are a gap, not a flat line', () => {
  const rows = toRows([
    day('2026-11-01', '10.50', '5'),
    day('2026-11-03', '4.50', '5'),
    day('2026-11-04', null, '5'),
  ]);
  expect(curvePoints(period, rows, null)).toEqual([
    { at: '2026-11-01', actual: 10.5, target: 5, then: null },
    { at: '2026-11-02', actual: 10.5, target: 5, then: null },
    { at: '2026-11-03', actual: 15, target: 10, then: null },
    { at: '2026-11-04', actual: null, target: 15, then: null },
  ]);
});

test('without any target there is no target line', () => {
  const points = curvePoints(period, toRows([day('2026-11-01', '1', null)]), null);
  expect(points.every((point) => point.target === null)).toBe(true);
});

test('the compared period is laid over by position and ends where it was shorter', () => {
  const then = {
    span: { from: '2026-10-30', to: '2026-10-31' },
    rows: toRows([day('2026-10-31', '7', null)]),
  };
  expect(curvePoints(period, [], then).map((point) => point.then)).toEqual([0, 7, null, null]);
});

test('a single day is told by the hour', () => {
  const rows = toRows([{ 'sales.at.hour': '2026-11-21T09:00:00.000', 'sales.won_amount': '5' }]);
  const points = hourPoints('sales.won_amount', 'sales.at', rows, null, '10:30:00');
  expect(points.slice(8, 12).map((point) => point.actual)).toEqual([0, 5, 5, null]);
});
