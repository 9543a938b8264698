import { expect, test } from 'vitest';
import { chartLook } from '../../lib/chart-theme.ts';
import { curveOption } from './curve.chart.ts';

const words = {
  actual: 'Actual',
  target: 'Target',
  then: 'Last month',
  today: 'Today',
  forecast: 'Forecast',
  money: (value: number | null) => `$${value}`,
  axis: String,
  at: (text: string) => text,
  tick: (text: string) => text,
};
const points = [
  { at: '2026-11-01', actual: 10, target: 5, then: 3 },
  { at: '2026-11-02', actual: 12, target: 10, then: 6 },
  { at: '2026-11-03', actual: null, target: 15, then: 9 },
  { at: '2026-11-04', actual: null, target: 20, then: null },
];
const draw = (forecast: number | null, today: string | null = '2026-11-02') =>
  curveOption({ points, today, forecast, words, look: chartLook('light', 1, true) }) as {
    series: { name: string; data: (number | null)[]; markLine?: { data: unknown[] } }[];
  };

test('the actual line stops today, where the mark stands', () => {
  const actual = draw(null).series.find((series) => series.name === 'Actual');
  expect(actual?.data).toEqual([10, 12, null, null]);
  expect(actual?.markLine?.data).toEqual([{ xAxis: '2026-11-02' }]);
});

test('the forecast leads from today to the end of the period', () => {
  expect(draw(26).series.find((series) => series.name === 'Forecast')?.data).toEqual([null, 12, null, 26]);
});

test('a closed period has neither mark nor forecast', () => {
  const { series } = draw(26, null);
  expect(series.find((one) => one.name === 'Actual')?.markLine).toBeUndefined();
  expect(series.find((one) => one.name === 'Forecast')?.data).toEqual([]);
});
