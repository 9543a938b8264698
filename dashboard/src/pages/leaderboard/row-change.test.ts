import { expect, test } from 'vitest';
import { rowChanges } from './row-change.ts';

const row = (id: string, rank: number, value: number | null) => ({ id, rank, value });

test('a first board changes nothing', () => {
  expect(rowChanges(null, [row('a', 1, 10)]).size).toBe(0);
});

test('who overtakes lights up, who is overtaken does not', () => {
  const changes = rowChanges([row('a', 1, 10), row('b', 2, 8)], [row('b', 1, 12), row('a', 2, 10)]);
  expect([...changes]).toEqual([['b', 'rose']]);
});

test('a refund that costs the place is a fall', () => {
  const changes = rowChanges([row('a', 1, 10), row('b', 2, 8)], [row('b', 1, 8), row('a', 2, 5)]);
  expect([...changes]).toEqual([['a', 'fell']]);
});

test('growth without overtaking, shrinking without losing the place, and who is new', () => {
  const changes = rowChanges(
    [row('a', 1, 10), row('b', 2, 8)],
    [row('a', 1, 11), row('b', 2, 7), row('c', 3, 1)],
  );
  expect([...changes]).toEqual([
    ['a', 'grew'],
    ['b', 'shrank'],
    ['c', 'entered'],
  ]);
});

test('the first deal of the window grows from nothing', () => {
  expect([...rowChanges([row('a', 1, null)], [row('a', 1, 3)])]).toEqual([['a', 'grew']]);
});
