import { expect, test } from 'vitest';
import { unitEntries } from './unit-types.ts';

const unit = (type: string | null, depth: number, id = 'crm:1') => ({ id, type, depth, isClosed: false });

test('types stand from the top down, also where a branch is shorter', () => {
  const units = [
    unit('region', 2),
    unit('team', 3),
    unit('team', 5),
    unit('team', 5),
    unit('district', 4),
    unit('city', 3),
  ];
  expect(unitEntries(units)).toEqual(['type:region', 'type:city', 'type:district', 'type:team']);
});

test('units without a type are ranked by depth; closed ones and the unassigned are not ranked', () => {
  expect(
    unitEntries([unit(null, 2), unit('unassigned', 2, 'unassigned'), { ...unit('city', 3), isClosed: true }]),
  ).toEqual(['depth:2']);
});
