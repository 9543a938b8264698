import { expect, test } from 'vitest';
import type { OrgAnswer } from '../../../server/contracts/org.ts';
import { findPlace } from './use-scope.ts';

const unit = (id: string, parentId: string | null, depth: number) => ({
  id,
  name: id,
  type: null,
  parentId,
  depth,
  path: `/${id}/`,
  sort: 0,
  isClosed: false,
  peopleCount: 1,
});

const org: OrgAnswer = {
  asOf: '2026-11-21T00:00:00Z',
  version: 1,
  rootId: 'nation',
  units: [unit('nation', null, 1), unit('east', 'nation', 2), unit('nanjing', 'east', 3)],
  people: [
    {
      id: 'wang',
      name: 'Wang',
      unitId: 'nanjing',
      role: null,
      photoUrl: null,
      isActive: true,
      hiredOn: null,
      leftOn: null,
      movedFrom: null,
    },
  ],
};

test('without a choice the place is the root', () => {
  expect(findPlace(org, null, null)).toMatchObject({ isRoot: true, unit: { id: 'nation' } });
});

test('a person stands in their unit, and the way leads down to it', () => {
  const place = findPlace(org, null, 'wang');
  expect(place?.person?.id).toBe('wang');
  expect(place?.way.map((step) => step.id)).toEqual(['nation', 'east', 'nanjing']);
});

test('a unit or person who is not in the tree is no place', () => {
  expect(findPlace(org, 'mars', null)).toBeNull();
  expect(findPlace(org, null, 'nobody')).toBeNull();
});
