import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createModels } from '../../models/models.ts';
import { FIXTURE_SETTINGS, openSourceFixture, type SourceFixture } from '../../models/source-fixture.ts';
import { quoteText } from '../../warehouse/sql-text.ts';
import { openSemantic } from '../../semantic/fixture/star.ts';
import type { Semantic } from '../../semantic/semantic.ts';

const AS_OF = new Date('2026-11-20T04:00:00Z');
const STEP = 'journey_steps.step';

let source: SourceFixture;
let semantic: Semantic | null = null;

beforeEach(async () => {
  source = await openSourceFixture();
  await source.put('org_unit', [{ id: 'crm:1', name: '全国' }]);
  await source.put('customer', [
    { id: 'crm:1', name: 'Acme' },
    { id: 'crm:2', name: 'Bee' },
  ]);
});
afterEach(async () => {
  await semantic?.close();
  await source.warehouse.close();
});

/** Customer 1 buys on the 5th and the 9th, customer 2 on the 7th. */
const ORDERS = [
  ['1', '1', '05'],
  ['2', '1', '09'],
  ['3', '2', '07'],
].map(([id, customer, day]) => ({
  ...{
    id: `crm:${id ?? ''}`,
    customer_id: `crm:${customer ?? ''}`,
    status: 'paid',
    amount: '1.00',
    currency: 'CNY',
  },
  ...{ ordered_at: `2026-11-${day ?? ''} 00:00:00`, paid_at: `2026-11-${day ?? ''} 00:00:00` },
}));

async function stepsOf(entities: readonly string[]): Promise<string[]> {
  const mapped = entities.map((one) => `(${quoteText(one)}, 'id')`).join(', ');
  await source.warehouse.write((connection) =>
    connection.run(`insert into meta.mapped (entity, column_name) select * from (values ${mapped})`),
  );
  const models = await createModels({ warehouse: source.warehouse, settings: FIXTURE_SETTINGS });
  await models.build({ asOf: AS_OF });
  semantic = await openSemantic(source.warehouse);
  const { rows } = await semantic.query(
    {
      measures: ['journey_steps.count', 'journey_steps.step_rate', 'journey_steps.median_days'],
      dimensions: ['journey_steps.starts_with', 'journey_steps.step_rank', STEP],
      order: { 'journey_steps.step_rank': 'asc' },
    },
    { allowAll: true },
  );
  return rows.map((row) =>
    ['starts_with', 'step', 'count', 'step_rate', 'median_days']
      .map((name) => String(row[`journey_steps.${name}`]))
      .join(' '),
  );
}

describe('a journey starts at the first step that the source gives', () => {
  it('with each opportunity where there are no leads', async () => {
    await source.put('pipeline_stage', [
      { pipeline: 'p', id: 'crm:new', name: 'New', rank: 1, kind: 'open' },
    ]);
    const deal = { pipeline: 'p', stage_id: 'crm:new' };
    await source.put('opportunity', [
      { id: 'crm:1', ...deal, customer_id: 'crm:1', created_at: '2026-11-01 00:00:00' },
      // of a customer who had bought before: no first order of this journey
      { id: 'crm:2', ...deal, customer_id: 'crm:2', created_at: '2026-11-10 00:00:00' },
      { id: 'crm:3', ...deal, created_at: '2026-11-01 00:00:00' },
    ]);
    await source.put('order', ORDERS);
    expect(await stepsOf(['opportunity', 'pipeline_stage', 'order', 'customer'])).toEqual([
      'opportunity intent 3 1 0',
      `opportunity first_order 1 ${String(1 / 3)} 4`,
      'opportunity second_order 1 1 8',
    ]);
  });

  it('with each first contract where there are no deals', async () => {
    const contract = { status: 'active', amount: '5.00', currency: 'CNY' };
    await source.put('contract', [
      { id: 'crm:1', ...contract, customer_id: 'crm:1', signed_at: '2026-11-03 00:00:00' },
      { id: 'crm:2', ...contract, customer_id: 'crm:1', signed_at: '2026-11-04 00:00:00' },
      { id: 'crm:3', ...contract, customer_id: 'crm:2', signed_at: '2026-11-08 00:00:00' },
    ]);
    await source.put('order', ORDERS);
    expect(await stepsOf(['contract', 'order', 'customer'])).toEqual([
      'contract signed 2 1 0',
      'contract first_order 1 0.5 2',
      'contract second_order 1 1 6',
    ]);
  });

  it('with each first order where there is nothing else', async () => {
    await source.put('order', ORDERS);
    expect(await stepsOf(['order', 'customer'])).toEqual([
      'order first_order 2 1 0',
      'order second_order 1 0.5 4',
    ]);
  });
});
