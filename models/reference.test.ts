import { beforeEach, expect, test } from 'vitest';
import { createModels, type Models } from './models.ts';
import { FIXTURE_SETTINGS, openSourceFixture, type SourceFixture } from './source-fixture.ts';

let source: SourceFixture;
let models: Models;

const query = (sql: string) => source.query(sql);

beforeEach(async () => {
  source = await openSourceFixture();
  models = await createModels({
    warehouse: source.warehouse,
    settings: FIXTURE_SETTINGS,
    now: () => new Date('2026-11-20T04:00:00Z'),
  });
  await source.put('org_unit', [{ id: 'crm:1', name: '全国' }]);
});

test('a contact belongs to the merged customer, and follows it when two prove to be one', async () => {
  await source.put('customer', [
    { id: 'crm:a', name: 'A' },
    { id: 'crm:b', name: 'B' },
  ]);
  await source.put('contact', [
    { id: 'crm:1', customer_id: 'crm:b', name: '李总', title: 'CEO', is_decision_maker: true },
    { id: 'crm:2', customer_id: 'crm:gone', name: '张工' },
  ]);
  await models.build();
  const contacts = 'select contact_id, customer_key, is_decision_maker from star.dim_contact order by 1';
  expect(await query(contacts)).toEqual([
    { contact_id: 'crm:1', customer_key: 'crm:b', is_decision_maker: true },
    { contact_id: 'crm:2', customer_key: 'unknown', is_decision_maker: false },
  ]);
  await source.put('identity', [
    { customer_id: 'crm:a', kind: 'phone', value_hash: 'x' },
    { customer_id: 'crm:b', kind: 'phone', value_hash: 'x' },
  ]);
  await models.build();
  expect(await query(contacts)).toMatchObject([{ customer_key: 'crm:a' }, { customer_key: 'unknown' }]);
});

test('reasons, competitors and currencies are listed once each, also after a deal changed its mind', async () => {
  await source.put('pipeline_stage', [
    { pipeline: 'p', id: 'crm:lost', name: 'Lost', rank: 1, kind: 'lost' },
  ]);
  const lost = (id: string, reason: string, competitor: string | null) => ({
    ...{ id: `crm:${id}`, pipeline: 'p', stage_id: 'crm:lost', lost_reason: reason, competitor },
    ...{ created_at: '2026-05-01 00:00:00', closed_at: '2026-06-01 00:00:00' },
  });
  await source.put('opportunity', [
    lost('1', 'price', 'X'),
    lost('2', 'price', null),
    lost('3', 'time', 'X'),
  ]);
  await source.put('fx_rate', [
    { on: '2026-05-01', currency: 'USD', rate: '7.1' },
    { on: '2026-05-02', currency: 'USD', rate: '7.2' },
  ]);
  await models.build();
  expect(await query('select competitor, opportunity_count::integer as n from star.dim_competitor')).toEqual([
    { competitor: 'X', n: 2 },
  ]);
  expect(await query('select currency, latest_rate from star.dim_currency order by 1')).toEqual([
    { currency: 'CNY', latest_rate: '1.000000' },
    { currency: 'USD', latest_rate: '7.200000' },
  ]);
  await source.put('opportunity', [lost('3', 'price', 'Y')]);
  await models.build();
  expect(
    await query('select lost_reason, opportunity_count::integer as n from star.dim_lost_reason'),
  ).toEqual([{ lost_reason: 'price', n: 3 }]);
  expect(await query('select competitor from star.dim_competitor order by 1')).toEqual([
    { competitor: 'X' },
    { competitor: 'Y' },
  ]);
});
