import { expect, test } from 'vitest';
import { rows } from '../warehouse/warehouse.ts';
import { createModels } from './models.ts';
import { FIXTURE_SETTINGS, openSourceFixture } from './source-fixture.ts';

const now = (): Date => new Date('2026-11-20T04:00:00Z');

test('sums of Vietnamese or Indonesian size are turned into the reporting currency, shared and collected', async () => {
  const source = await openSourceFixture();
  const settings = { ...FIXTURE_SETTINGS, currency: 'VND' };
  const models = await createModels({ warehouse: source.warehouse, settings, now });
  const at = '2026-11-02 02:00:00';
  await source.put('org_unit', [{ id: 'crm:1', name: 'All' }]);
  await source.put('employee', [
    { id: 'crm:1', name: 'An', org_unit_id: 'crm:1' },
    { id: 'crm:2', name: 'Binh', org_unit_id: 'crm:1' },
  ]);
  await source.put('pipeline_stage', [{ pipeline: 'p', id: 'crm:won', name: 'Won', rank: 1, kind: 'won' }]);
  await source.put('customer', [{ id: 'crm:1', name: 'C' }]);
  await source.put('fx_rate', [{ on: '2026-11-01', currency: 'IDR', rate: '1.500000' }]);
  const deal = { owner_id: 'crm:1', pipeline: 'p', stage_id: 'crm:won', created_at: at, closed_at: at };
  await source.put('opportunity', [
    { id: 'crm:1', ...deal, amount: '12000000000.00' },
    { id: 'crm:2', ...deal, amount: '2000000000000.00', currency: 'IDR' },
  ]);
  await source.put('credit', [
    { record_type: 'opportunity', record_id: 'crm:2', employee_id: 'crm:1', share: '0.6' },
    { record_type: 'opportunity', record_id: 'crm:2', employee_id: 'crm:2', share: '0.4' },
  ]);
  const sale = { customer_id: 'crm:1', owner_id: 'crm:1' };
  await source.put('contract', [
    { id: 'crm:1', ...sale, signed_at: at, amount: '90000000000.00', status: 'signed' },
  ]);
  await source.put('order', [
    { id: 'crm:1', ...sale, ordered_at: at, paid_at: at, status: 'paid', amount: '70000000000.00' },
  ]);
  await source.put('payment', [
    { id: 'crm:1', customer_id: 'crm:1', contract_id: 'crm:1', kind: 'due', at, amount: '90000000000.00' },
    {
      id: 'crm:2',
      customer_id: 'crm:1',
      contract_id: 'crm:1',
      kind: 'payment',
      at,
      amount: '50000000000.00',
    },
  ]);
  await source.put('target', [
    {
      ...{ id: 'crm:1', subject_type: 'org_unit', subject_id: 'crm:1', metric: 'won_amount' },
      ...{ period: 'month', period_start: '2026-11-01', value: '80000000000.00', currency: 'IDR' },
    },
  ]);
  await models.build();
  const found = await source.warehouse.read((connection) =>
    rows(
      connection,
      `select opportunity_id, owner_id, amount from star.fct_opportunity_event where event = 'won' order by all`,
    ),
  );
  expect(found).toEqual([
    { opportunity_id: 'crm:1', owner_id: 'crm:1', amount: '12000000000.00' },
    { opportunity_id: 'crm:2', owner_id: 'crm:1', amount: '1800000000000.00' },
    { opportunity_id: 'crm:2', owner_id: 'crm:2', amount: '1200000000000.00' },
  ]);
  const [target] = await source.warehouse.read((connection) =>
    rows(connection, `select sum(target) as value from star.fct_target_day`),
  );
  expect(target).toEqual({ value: '120000000000.00' });
});

test('huge amounts stop no build; of a deal that is larger after its conversion none is known', async () => {
  const source = await openSourceFixture();
  const models = await createModels({ warehouse: source.warehouse, settings: FIXTURE_SETTINGS, now });
  const at = '2026-11-02 02:00:00';
  const huge = '99999999999999.99';
  await source.put('org_unit', [{ id: 'crm:1', name: 'All' }]);
  await source.put('employee', [{ id: 'crm:1', name: 'An', org_unit_id: 'crm:1' }]);
  await source.put('pipeline_stage', [{ pipeline: 'p', id: 'crm:won', name: 'Won', rank: 1, kind: 'won' }]);
  await source.put('customer', [{ id: 'crm:1', name: 'C' }]);
  await source.put('fx_rate', [{ on: '2026-11-01', currency: 'USD', rate: '7.100000' }]);
  const ids = ['crm:1', 'crm:2', 'crm:3'];
  const worth = (id: string) => (id === 'crm:3' ? { amount: '10.00' } : { amount: huge });
  const foreign = (id: string) =>
    id === 'crm:3' ? worth(id) : { amount: '9999999999999999.99', currency: 'USD' };
  const sale = { customer_id: 'crm:1', owner_id: 'crm:1' };
  const deal = { ...sale, pipeline: 'p', stage_id: 'crm:won', created_at: at, closed_at: at };
  await source.put(
    'opportunity',
    ids.map((id) => ({ id, ...deal, ...foreign(id) })),
  );
  await source.put(
    'order',
    ids.map((id) => ({ id, ...sale, ordered_at: at, paid_at: at, status: 'paid', ...worth(id) })),
  );
  await source.put(
    'contract',
    ids.map((id) => ({ id, ...sale, signed_at: at, status: 'signed', ...worth(id) })),
  );
  await source.put(
    'payment',
    ids.map((id) => ({ id, customer_id: 'crm:1', contract_id: id, kind: 'due', at, ...worth(id) })),
  );
  await source.put('target', [
    {
      ...{ id: 'crm:1', subject_type: 'org_unit', subject_id: 'crm:1', metric: 'won_amount' },
      ...{ period: 'month', period_start: '2026-11-01', value: huge },
    },
    {
      ...{ id: 'crm:2', subject_type: 'employee', subject_id: 'crm:1', metric: 'won_amount' },
      ...{ period: 'month', period_start: '2026-11-01', value: huge },
    },
  ]);
  await models.build();
  const sums = await source.warehouse.read((connection) =>
    rows(
      connection,
      `select
        (select sum(amount) from star.fct_opportunity_event where event = 'won') as won,
        (select sum(record_count) from star.fct_opportunity_event where event = 'won') as deals,
        (select sum(amount) from star.fct_order where event = 'paid') as paid,
        (select sum(amount) from star.fct_contract) as signed,
        (select sum(actual) from star.fct_actual_day where metric = 'won_amount') as actual`,
    ),
  );
  expect(sums).toEqual([
    { won: '10.00', deals: '3', paid: '200000000000009.98', signed: '200000000000009.98', actual: '10.00' },
  ]);
});

test('amounts near the largest add up beyond it, and stop no build', async () => {
  const source = await openSourceFixture();
  const models = await createModels({ warehouse: source.warehouse, settings: FIXTURE_SETTINGS, now });
  const at = '2026-11-02 02:00:00';
  const most = '9999999999999990.00';
  const least = '-9999999999999990.00';
  await source.put('org_unit', [{ id: 'crm:1', name: 'All' }]);
  const people = ['crm:1', 'crm:2', 'crm:3'];
  await source.put(
    'employee',
    people.map((id) => ({ id, name: id, org_unit_id: 'crm:1' })),
  );
  await source.put('pipeline_stage', [
    { pipeline: 'p', id: 'crm:new', name: 'New', rank: 1, kind: 'open', probability: '0.5' },
    { pipeline: 'p', id: 'crm:won', name: 'Won', rank: 2, kind: 'won' },
  ]);
  await source.put('customer', [{ id: 'crm:1', name: 'C' }]);
  await source.put('fx_rate', [{ on: '2026-11-01', currency: 'USD', rate: '7.100000' }]);
  await source.put('campaign', [{ id: 'crm:1', name: 'N', cost: most }]);
  await source.put(
    'lead',
    people.map((id) => ({ id, created_at: at, status: 'new', campaign_id: 'crm:1' })),
  );
  await source.put('touchpoint', [
    { id: 'crm:1', customer_id: 'crm:1', channel: 'web', at: '2026-11-01 02:00:00', cost: most },
    { id: 'crm:2', customer_id: 'crm:1', channel: 'web', at: '2026-11-01 03:00:00', cost: most },
  ]);
  const sale = { customer_id: 'crm:1', owner_id: 'crm:1' };
  const deal = { ...sale, pipeline: 'p', created_at: '2026-11-01 01:00:00', expected_close_on: '2026-11-30' };
  await source.put('opportunity', [
    { id: 'crm:1', ...deal, stage_id: 'crm:won', closed_at: at, amount: most },
    { id: 'crm:2', ...deal, stage_id: 'crm:won', closed_at: at, amount: most },
    { id: 'crm:3', ...deal, stage_id: 'crm:new', amount: most },
  ]);
  // an open deal that fell from the highest amount to the lowest, and rose again
  const move = { opportunity_id: 'crm:3', to_stage_id: 'crm:new' };
  await source.put('stage_change', [
    { id: 'crm:1', ...move, changed_at: at, amount: most },
    { id: 'crm:2', ...move, changed_at: '2026-11-03 02:00:00', amount: least },
    { id: 'crm:3', ...move, changed_at: '2026-11-04 02:00:00', amount: most },
  ]);
  const paid = { ...sale, ordered_at: at, paid_at: at, status: 'paid', amount: most };
  await source.put('order', [
    { id: 'crm:1', ...paid, refund_amount: most, refunded_at: at },
    { id: 'crm:2', ...paid, refund_amount: most, refunded_at: at },
    { id: 'crm:3', ...paid },
    { id: 'crm:4', ...paid, amount: '1.00', currency: 'USD' },
  ]);
  // no amount can hold what the lines of the second order leave over, nor a line of the fourth in yuan
  const line = { product_id: 'crm:1', quantity: 1, unit_price: '1.00' };
  await source.put('order_line', [
    { id: 'crm:1', order_id: 'crm:1', ...line, amount: most },
    { id: 'crm:2', order_id: 'crm:2', ...line, amount: least },
    { id: 'crm:4', order_id: 'crm:4', ...line, amount: most },
  ]);
  await source.put(
    'contract',
    people.map((id) => ({ id, ...sale, signed_at: at, status: 'signed', amount: most })),
  );
  await source.warehouse.write((connection) =>
    connection.run("insert into meta.mapped (source, entity, column_name) values ('crm', 'payment', 'id')"),
  );
  const money = { customer_id: 'crm:1', contract_id: 'crm:3', at };
  await source.put('payment', [
    { id: 'crm:1', ...money, kind: 'due', amount: most },
    { id: 'crm:2', ...money, kind: 'due', amount: most },
    { id: 'crm:3', ...money, kind: 'payment', amount: '60000000000.00', at: '2026-11-05 02:00:00' },
    { id: 'crm:4', ...money, kind: 'payment', amount: most, at: '2026-11-06 02:00:00' },
  ]);
  // a share in percent, one of more than all, one of less than nothing, and one as it should be
  const share = (recordType: string, id: string, employeeId: string, part: string) => ({
    ...{ record_type: recordType, record_id: id, employee_id: employeeId, share: part },
  });
  await source.put('credit', [
    share('opportunity', 'crm:1', 'crm:2', '1400'),
    share('opportunity', 'crm:2', 'crm:2', '1.4'),
    share('opportunity', 'crm:3', 'crm:2', '-0.2'),
    share('order', 'crm:3', 'crm:2', '0.4'),
    share('contract', 'crm:3', 'crm:2', '0.4'),
  ]);
  const month = { metric: 'won_amount', period: 'month', period_start: '2026-11-01' };
  await source.put('target', [
    { id: 'crm:1', subject_type: 'org_unit', subject_id: 'crm:1', ...month, value: least },
    ...people.map((id) => ({
      ...{ id: `crm:person ${id}`, subject_type: 'employee', subject_id: id, ...month, value: most },
    })),
  ]);
  await models.build();
  const sums = await source.warehouse.read((connection) =>
    rows(
      connection,
      `select
        (select sum(actual) from star.fct_actual_day where metric = 'won_amount') as won,
        (select revenue from star.fct_customer where customer_key = 'crm:1') as revenue,
        (select refund_amount from star.fct_customer where customer_key = 'crm:1') as refunded,
        (select sum(amount) from star.fct_order where event = 'paid') as paid,
        (select list(amount order by amount) from star.fct_order where order_id = 'crm:3') as shared,
        (select sum(amount) from star.fct_receivable where valid_from_date = '2026-11-05') as due,
        (select sum(target) from star.fct_target_day) as target,
        (select sum(case when lead.id = 'crm:3' then last_lead_cost_amount else lead_cost_amount end)
          from star.campaign_cost, crm.lead) as cost,
        (select sum(linear_amount) from star.fct_attribution) as attributed,
        (select sum(signed_amount) from star.fct_pipeline_change) as open`,
    ),
  );
  expect(sums).toEqual([
    {
      won: '19999999999999980.00',
      refunded: '19999999999999980.00',
      revenue: '29999999999999977.10',
      paid: '29999999999999977.10',
      shared: ['3999999999999996.00', '5999999999999994.00'],
      due: '9999939999999990.00',
      target: '-9999999999999990.00',
      cost: '9999999999999990.00',
      attributed: '19999999999999980.00',
      open: '9999999999999990.00',
    },
  ]);
});
