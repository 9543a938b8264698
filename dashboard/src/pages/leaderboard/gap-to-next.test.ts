import { expect, test } from 'vitest';
import { gapsToNext } from './gap-to-next.ts';

const row = (id: string, rank: number | null, value: number | null, target: number | null = null) => ({
  id,
  rank,
  value,
  target,
  attainment: value === null || target === null ? null : value / target,
});

test('the gap is the difference to the row above; the first has none, a tie lacks nothing', () => {
  const gaps = gapsToNext([row('a', 1, 10), row('b', 2, 7), row('c', 2, 7), row('d', null, null)], 'value');
  expect([...gaps]).toEqual([
    ['b', 3],
    ['c', 0],
  ]);
});

test('on an attainment board it is the value that reaches the other’s attainment', () => {
  // 90 of 100 leads 40 of 200: 40 must become 180 to stand at 0.9 too.
  const gaps = gapsToNext([row('a', 1, 90, 100), row('b', 2, 40, 200)], 'attainment');
  expect(gaps.get('b')).toBeCloseTo(140);
});
