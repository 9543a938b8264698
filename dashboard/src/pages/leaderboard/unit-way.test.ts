import { expect, test } from 'vitest';
import { unitWay } from './unit-way.ts';

const unit = (id: string, name: string) => ({
  id,
  name,
  type: null,
  parentId: null,
  depth: 1,
  path: `/${id}/`,
  sort: 0,
  isClosed: false,
  peopleCount: 0,
});
const org = {
  asOf: '',
  version: 1,
  rootId: 'crm:1',
  people: [],
  units: [unit('crm:1', '全国'), unit('crm:4', '杭州')],
};

test('a path is told by name without the root and without units that are not seen', () => {
  expect(unitWay(org, '/crm:1/crm:9/crm:4/')).toEqual(['杭州']);
  expect(unitWay(org, '/crm:1/')).toEqual([]);
  expect(unitWay(undefined, '/crm:1/crm:4/')).toEqual([]);
});
