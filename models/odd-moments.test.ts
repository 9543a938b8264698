import { beforeEach, expect, test } from 'vitest';
import { createModels, type Models } from './models.ts';
import { FIXTURE_SETTINGS, openSourceFixture, type SourceFixture } from './source-fixture.ts';

const AS_OF = new Date('2026-11-20T04:00:00Z');

let source: SourceFixture;
let models: Models;

const query = (sql: string) => source.query(sql);

beforeEach(async () => {
  source = await openSourceFixture();
  models = await createModels({ warehouse: source.warehouse, settings: FIXTURE_SETTINGS, now: () => AS_OF });
  await source.put('org_unit', [{ id: 'crm:1', name: '全国' }]);
  await source.put('employee', [{ id: 'crm:1', name: '王芳', org_unit_id: 'crm:1' }]);
});

test('what a record reached before it was entered took no time, not less', async () => {
  await source.put('pipeline_stage', [
    { pipeline: 'p', id: 'crm:new', name: 'New', rank: 1, kind: 'open' },
    { pipeline: 'p', id: 'crm:offer', name: 'Offer', rank: 2, kind: 'open' },
    { pipeline: 'p', id: 'crm:won', name: 'Won', rank: 3, kind: 'won' },
  ]);
  await source.put('opportunity', [
    { id: 'crm:1', pipeline: 'p', stage_id: 'crm:won', created_at: '2026-11-05 00:00:00', closed_at: '2026-11-01 00:00:00' },
  ]); // prettier-ignore
  await source.put('stage_change', [
    { id: 'crm:1', opportunity_id: 'crm:1', from_stage_id: 'crm:new', to_stage_id: 'crm:offer', changed_at: '2026-10-01 00:00:00' },
  ]); // prettier-ignore
  await models.build();
  expect(await query('select reached_step, days_to_1, days_to_2, days_to_3 from star.fct_funnel')).toEqual([
    { reached_step: 3, days_to_1: 0, days_to_2: 0, days_to_3: 0 },
  ]);
});

test('a lead is an existing customer by whichever of the known words says so', async () => {
  const reasons = [
    'already a customer',
    'Already_Customer ',
    'existing_customer',
    '已是客户',
    'no intent',
    null,
  ];
  await source.put(
    'lead',
    reasons.map((reason, nth) => ({
      ...{ id: `crm:${nth}`, created_at: '2026-11-05 00:00:00', status: 'invalid', invalid_reason: reason },
    })),
  );
  await models.build();
  expect(await query('select is_existing_customer as is from star.fct_lead order by lead_id')).toEqual(
    [true, true, true, true, false, false].map((is) => ({ is })),
  );
});

test('a person without a day of hiring is in post from the first activity of any kind', async () => {
  await source.put('activity', [
    { id: 'crm:1', type: 'email', owner_id: 'crm:1', at: '2026-11-16 02:00:00' },
    { id: 'crm:2', type: 'call', owner_id: 'crm:1', at: '2026-11-18 02:00:00' },
  ]);
  await models.build();
  expect(await query('select min(date)::varchar as since from star.fct_employee_day')).toEqual([
    { since: '2026-11-16' },
  ]);
});

test('where "now" is pinned, what is made once a day follows every sync', async () => {
  const paid = (id: string) => ({
    ...{ id, customer_id: id, ordered_at: '2026-11-05 00:00:00', status: 'paid', amount: '10.00' },
  });
  await source.put('customer', [
    { id: 'crm:1', name: 'A' },
    { id: 'crm:2', name: 'B' },
  ]);
  await source.put('order', [paid('crm:1')]);
  await models.build({ asOf: AS_OF });
  await source.put('order', [paid('crm:2')]);
  await models.build({ asOf: AS_OF });
  expect(await query('select count(*) as buyers from star.rfm_score')).toEqual([{ buyers: '2' }]);
});

test('a probability in percent is not known, and its stage named', async () => {
  await source.put('pipeline_stage', [
    { pipeline: 'p', id: 'crm:1', name: 'New', rank: 1, kind: 'open', probability: '0.25' },
    { pipeline: 'p', id: 'crm:2', name: 'Offer', rank: 2, kind: 'open', probability: '75' },
  ]);
  await models.build();
  expect(
    await query("select stage_id, probability from star.dim_stage where pipeline = 'p' order by 1"),
  ).toEqual([
    { stage_id: 'crm:1', probability: 0.25 },
    { stage_id: 'crm:2', probability: null },
  ]);
  const { failures } = await models.check();
  expect(failures.filter((one) => one.test === 'audit probability_is_a_share')).toMatchObject([
    { severity: 'warn', count: 1, examples: ['p|crm:2'] },
  ]);
});

test('shares that are no whole are named, with their record', async () => {
  const share = (record: string, employee: string, part: string) => ({
    ...{ record_type: 'opportunity', record_id: record, employee_id: employee, share: part },
  });
  await source.put('employee', [{ id: 'crm:2', name: 'Li Wei', org_unit_id: 'crm:1' }]);
  await source.put('credit', [
    share('crm:1', 'crm:1', '0.7'),
    share('crm:1', 'crm:2', '0.7'),
    share('crm:2', 'crm:1', '0.6667'),
    share('crm:2', 'crm:2', '0.3333'),
  ]);
  await models.build();
  const { failures } = await models.check();
  expect(failures.filter((one) => one.test === 'audit credit_is_whole')).toMatchObject([
    { severity: 'warn', count: 1, examples: ['crm:1'] },
  ]);
});

test('more days may change at once than a statement lists', async () => {
  await source.put('activity_day', [
    { employee_id: 'crm:1', metric: 'call_count', date: '2024-01-01', value: '1' },
  ]);
  await models.build();
  await source.warehouse.write((connection) =>
    connection.run(`insert into crm.activity_day by name
      select 'crm:1' as employee_id, 'call_count' as metric, date '2025-01-01' + nth::integer as date, 2 as value,
        'crm' as _source, 9 as _row_hash, 9 as _run_id, timestamp '2026-11-02' as _seen_at
      from range(510) as days (nth)`),
  );
  await models.build();
  expect(
    await query(`select sum(actual) as calls from star.fct_actual_day where metric = 'call_count'`),
  ).toEqual([{ calls: '1021.00' }]);
});
