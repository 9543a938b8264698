import { expect, test } from 'vitest';
import { driftAt } from './drift.ts';

test('the picture never strays more than 4 pixels and comes back', () => {
  const path = Array.from({ length: 77 }, (_, minute) => driftAt(minute));
  expect(Math.max(...path.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]))).toBeLessThanOrEqual(4);
  expect(driftAt(77)).toEqual(driftAt(0));
  expect(new Set(path.map(({ x, y }) => `${x} ${y}`)).size).toBeGreaterThan(60);
});
