import { beforeEach, describe, expect, test } from 'vitest';
import { createModels, type Models } from './models.ts';
import { FIXTURE_SETTINGS, openSourceFixture, type SourceFixture } from './source-fixture.ts';

const AS_OF = new Date('2026-11-20T04:00:00Z');

let source: SourceFixture;
let models: Models;

const query = (sql: string) => source.query(sql);

beforeEach(async () => {
  source = await openSourceFixture();
  models = await createModels({ warehouse: source.warehouse, settings: FIXTURE_SETTINGS, now: () => AS_OF });
  await source.put('org_unit', [
    { id: 'crm:1', name: '全国' },
    { id: 'crm:2', name: 'East', parent_id: 'crm:1' },
    { id: 'crm:3', name: 'West', parent_id: 'crm:1' },
  ]);
});

/** Paths of a unit over time, `from path` and whether it is closed. */
function story(unit: string): Promise<unknown[]> {
  return query(`select valid_from_date::varchar || ' ' || path || case when is_closed then ' closed' else '' end as story
    from star.dim_org where org_id = '${unit}' order by valid_from_date`);
}

describe('dated versions of a unit', () => {
  const unit = { id: 'crm:4', name: 'Shanghai' };

  test('may leave a gap and end for good: it stays where it last was, closed', async () => {
    await source.put('org_unit', [
      { ...unit, parent_id: 'crm:2', valid_from: '2024-01-01', valid_to: '2025-01-01' },
      { ...unit, parent_id: 'crm:3', valid_from: '2025-06-01', valid_to: '2026-01-01' },
    ]);
    await models.build();
    expect(await story('crm:4')).toEqual([
      { story: '0001-01-01 /crm:1/crm:2/crm:4/' },
      { story: '2025-01-01 /crm:1/crm:2/crm:4/ closed' },
      { story: '2025-06-01 /crm:1/crm:3/crm:4/' },
      { story: '2026-01-01 /crm:1/crm:3/crm:4/ closed' },
    ]);
  });

  test('that end before they begin say nothing, unless nothing else speaks of the unit', async () => {
    await source.put('org_unit', [
      { ...unit, parent_id: 'crm:2', valid_from: '2024-01-01' },
      { ...unit, parent_id: 'crm:3', valid_from: '2025-06-01', valid_to: '2020-01-01' },
      { id: 'crm:5', name: 'Ghost', parent_id: 'crm:3', valid_from: '2025-06-01', valid_to: '2025-06-01' },
    ]);
    await models.build();
    expect(await story('crm:4')).toEqual([{ story: '0001-01-01 /crm:1/crm:2/crm:4/' }]);
    expect(await story('crm:5')).toEqual([
      { story: '0001-01-01 /crm:1/crm:3/crm:5/' },
      { story: '2025-06-02 /crm:1/crm:3/crm:5/ closed' },
    ]);
    const { failures } = await models.check();
    expect(failures.filter((one) => one.test === 'audit version_holds_a_day')).toMatchObject([
      { severity: 'warn', count: 2, examples: ['org_unit crm:4 2025-06-01', 'org_unit crm:5 2025-06-01'] },
    ]);
  });
});

test('who was away and came back counts where they last sat meanwhile', async () => {
  const person = { id: 'crm:1', name: '王芳' };
  await source.put('employee', [
    { ...person, org_unit_id: 'crm:2', valid_from: '2024-01-01', valid_to: '2025-01-01' },
    { ...person, org_unit_id: 'crm:3', valid_from: '2026-01-01', valid_to: '2026-06-01' },
    // ends before it begins
    { ...person, org_unit_id: 'crm:1', valid_from: '2025-03-01', valid_to: '2023-01-01' },
  ]);
  await models.build();
  expect(
    await query(
      `select org_id, min(valid_from_date)::varchar as since from star.dim_employee group by org_id order by 2`,
    ),
  ).toEqual([
    { org_id: 'crm:2', since: '0001-01-01' },
    { org_id: 'crm:3', since: '2026-01-01' },
  ]);
});

test('of a merged customer the oldest registration held by somebody known speaks', async () => {
  await source.put('employee', [{ id: 'crm:1', name: '王芳', org_unit_id: 'crm:2' }]);
  await source.put('customer', [
    { id: 'crm:1', name: 'A', owner_id: 'crm:nobody', created_at: '2024-01-01 00:00:00' },
    { id: 'crm:2', name: 'A', owner_id: 'crm:1', created_at: '2025-01-01 00:00:00' },
  ]);
  await source.put(
    'identity',
    ['crm:1', 'crm:2'].map((id) => ({ customer_id: id, kind: 'tax_no', value_hash: 'x' })),
  );
  await models.build();
  expect(await query('select customer_key, owner_id from star.fct_customer')).toEqual([
    { customer_key: 'crm:1', owner_id: 'crm:1' },
  ]);
});
