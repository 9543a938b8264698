import { expect, test } from 'vitest';
import { toRows } from '../../lib/figure-rows.ts';
import { movers } from './movers.ts';

const members = { id: 'v.id', name: 'v.name', figure: 'v.x' };
const rows = (figures: Record<string, string>) =>
  toRows(Object.entries(figures).map(([id, x]) => ({ 'v.id': id, 'v.name': id.toUpperCase(), 'v.x': x })));

test('the largest changes are kept, risers first', () => {
  const found = movers(rows({ a: '10', b: '50', c: '9' }), rows({ a: '5', b: '90', c: '10' }), members, 2);
  expect(found.map((mover) => [mover.name, mover.change])).toEqual([
    ['A', 5],
    ['B', -40],
  ]);
});

test('who exists on one side only is kept', () => {
  expect(movers(rows({ newcomer: '4' }), rows({ gone: '3' }), members, 9)).toMatchObject([
    { id: 'newcomer', then: null, change: 4 },
    { id: 'gone', now: null, change: -3 },
  ]);
});
