import { expect, test } from 'vitest';
import { placeFilters, within } from './scope-query.ts';
import type { Place } from './use-scope.ts';

const unit = { name: '', type: null, parentId: null, path: '', sort: 0, isClosed: false, peopleCount: 0 };
const place = (patch: Partial<Place>): Place => ({
  unit: { ...unit, id: 'u3', depth: 3 },
  person: null,
  way: [],
  isRoot: false,
  ...patch,
});

test('as is, a unit is looked for at its own depth', () => {
  expect(placeFilters('sales', place({}), 'as_is')).toEqual([
    { member: 'sales.org_l3_id', operator: 'equals', values: ['u3'] },
  ]);
});

test('as was, at every depth it may have stood at', () => {
  const [filter] = placeFilters('sales', place({}), 'as_was');
  expect(filter).toHaveProperty('or.length', 8);
  expect(filter).toHaveProperty('or.0.member', 'sales.org_then_l1_id');
});

test('the root holds everything', () => {
  expect(placeFilters('sales', place({ isRoot: true }), 'as_was')).toEqual([]);
});

test('a cut ends inside its last day', () => {
  const span = { from: '2026-10-01', to: '2026-10-21' };
  expect(within('sales', span)).toHaveLength(1);
  expect(within('sales', { ...span, until: '2026-10-21T14:03:22' })[1]).toEqual({
    dimension: 'sales.at',
    dateRange: ['1900-01-01T00:00:00.000', '2026-10-21T14:03:22'],
  });
});
