import { beforeEach, expect, test } from 'vitest';
import { createModels, type Models } from './models.ts';
import { FIXTURE_SETTINGS, openSourceFixture, type SourceFixture } from './source-fixture.ts';

let source: SourceFixture;
let models: Models;

const query = (sql: string) => source.query(sql);

const TREE = 'select org_id, name, path from star.dim_org_current order by path';
const SEATS = 'select employee_id, org_id, is_head from star.dim_employee_current order by employee_id';

beforeEach(async () => {
  source = await openSourceFixture();
  const now = (): Date => new Date('2026-11-20T04:00:00Z');
  models = await createModels({ warehouse: source.warehouse, settings: FIXTURE_SETTINGS, now });
});

test('a CRM that knows only managers has a unit for each of them', async () => {
  await source.put('employee', [
    // whoever stands at the top is their own manager here
    { id: 'crm:1', name: 'Ada', manager_id: 'crm:1' },
    { id: 'crm:2', name: 'Bo', manager_id: 'crm:1' },
    { id: 'crm:3', name: 'Cy', manager_id: 'crm:2' },
  ]);
  await models.build();
  expect(await query(TREE)).toEqual([
    { org_id: 'crm:manager:1', name: 'Ada', path: '/crm:manager:1/' },
    { org_id: 'crm:manager:2', name: 'Bo', path: '/crm:manager:1/crm:manager:2/' },
    { org_id: 'unassigned', name: 'Unassigned', path: '/crm:manager:1/unassigned/' },
  ]);
  expect(await query(SEATS)).toEqual([
    { employee_id: 'crm:1', org_id: 'crm:manager:1', is_head: true },
    { employee_id: 'crm:2', org_id: 'crm:manager:2', is_head: true },
    { employee_id: 'crm:3', org_id: 'crm:manager:2', is_head: false },
    { employee_id: 'unassigned', org_id: null, is_head: false },
  ]);
});

test('managers who manage each other, or are managed by nobody known, hang under "Unassigned" with their people', async () => {
  await source.put('employee', [
    { id: 'crm:1', name: 'Ada' },
    { id: 'crm:2', name: 'Bo', manager_id: 'crm:1' },
    { id: 'crm:3', name: 'Cy', manager_id: 'crm:4' },
    { id: 'crm:4', name: 'Di', manager_id: 'crm:3' },
    { id: 'crm:5', name: 'Ed', manager_id: 'crm:99' },
    { id: 'crm:6', name: 'Flo', manager_id: 'crm:5' },
  ]);
  await models.build();
  expect(await query(`select path from star.dim_org_current order by path`)).toEqual([
    { path: '/crm:manager:1/' },
    { path: '/crm:manager:1/unassigned/' },
    { path: '/crm:manager:1/unassigned/crm:manager:3/' },
    { path: '/crm:manager:1/unassigned/crm:manager:3/crm:manager:4/' },
    { path: '/crm:manager:1/unassigned/crm:manager:5/' },
  ]);
});

test('a new manager takes the unit along from the day that it was seen, and a mapped tree replaces all of it', async () => {
  const people = [
    { id: 'crm:1', name: 'Ada' },
    { id: 'crm:2', name: 'Bo', manager_id: 'crm:1' },
    { id: 'crm:3', name: 'Cy', manager_id: 'crm:1' },
    { id: 'crm:4', name: 'Di', manager_id: 'crm:2' },
    { id: 'crm:5', name: 'Ed', manager_id: 'crm:3' },
  ];
  await source.put('employee', people, '2026-11-01 00:00:00');
  await models.build();
  await source.put('employee', [{ id: 'crm:2', name: 'Bo', manager_id: 'crm:3' }], '2026-11-10 00:00:00');
  await models.build();
  const where = `select valid_from_date, path from star.dim_org where org_id = 'crm:manager:2' order by 1`;
  expect(await query(where)).toEqual([
    { valid_from_date: '0001-01-01', path: '/crm:manager:1/crm:manager:2/' },
    { valid_from_date: '2026-11-10', path: '/crm:manager:1/crm:manager:3/crm:manager:2/' },
  ]);
  await source.put('org_unit', [{ id: 'crm:all', name: 'All' }], '2026-11-11 00:00:00');
  await models.build();
  expect(await query(`select distinct org_id from star.dim_org order by 1`)).toEqual([
    { org_id: 'crm:all' },
    { org_id: 'unassigned' },
  ]);
});
