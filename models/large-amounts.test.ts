import { expect, test } from 'vitest';
import { rows } from '../warehouse/warehouse.ts';
import { createModels } from './models.ts';
import { FIXTURE_SETTINGS, openSourceFixture } from './source-fixture.ts';

test('sums of Vietnamese or Indonesian size are turned into the reporting currency, shared and collected', async () => {
  const source = await openSourceFixture();
  const settings = { ...FIXTURE_SETTINGS, currency: 'VND' };
  const now = (): Date => new Date('2026-11-20T04:00:00Z');
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
  const now = (): Date => new Date('2026-11-20T04:00:00Z');
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
