import { expect, test } from 'vitest';
import { createFigureWriter } from './figure-text.ts';
import { createFormats } from './format.ts';

const words = { days: 'days', hours: 'hours', minutes: 'min', points: 'pp' };
const writer = createFigureWriter(createFormats('en', 'USD'), words);

test('each kind of figure is written in its own unit', () => {
  expect(writer.text(0.316, 'rate')).toBe('31.6%');
  expect(writer.text(41.52, 'days')).toBe('41.5 days');
  expect(writer.text(128, 'count')).toBe('128');
  expect(writer.text(4_703_000, 'money')).toBe('$4.70M');
  expect(writer.text(null, 'money')).toBe('—');
});

test('rates change in points, days in days, money in per cent', () => {
  expect(writer.change(0.316, 0.298, 'rate')?.text).toBe('+1.8pp');
  expect(writer.change(39.5, 41.5, 'days')?.text).toBe('\u22122.0 days');
  expect(writer.change(150, 100, 'money')?.text).toBe('+50%');
});

test('there is no change from nothing', () => {
  expect(writer.change(5, 0, 'count')).toBeNull();
  expect(writer.change(5, null, 'count')).toBeNull();
});
