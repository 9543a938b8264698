import { expect, test } from 'vitest';
import { sparklineStrokes } from './Sparkline.tsx';

test('goes from low to high across the box', () => {
  expect(sparklineStrokes([1, 3], false)).toEqual({
    line: 'M0.0 25.0L100.0 3.0',
    running: '',
    area: 'M0.0 25.0L100.0 3.0L100.0 28L0.0 28Z',
  });
});

test('a missing value is a gap in the line', () => {
  expect(sparklineStrokes([1, null, 1], false)).toEqual({
    line: 'M0.0 14.0M100.0 14.0',
    running: '',
    area: '',
  });
});

test('a period that still runs is drawn apart', () => {
  expect(sparklineStrokes([1, 1, 3], true)).toMatchObject({
    line: 'M0.0 25.0L50.0 25.0',
    running: 'M50.0 25.0L100.0 3.0',
  });
});

test('nothing leads into a running period from a gap', () => {
  expect(sparklineStrokes([1, null, 3], true).running).toBe('');
});
