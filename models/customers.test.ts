import { beforeEach, describe, expect, test } from 'vitest';
import { rows } from '../warehouse/warehouse.ts';
import { createModels, type Models, type ModelSettings } from './models.ts';
import { FIXTURE_SETTINGS, openSourceFixture, type SourceFixture } from './source-fixture.ts';

/** Friday 20 November 2026, noon in Shanghai. */
const AS_OF = new Date('2026-11-20T04:00:00Z');
const DAY = 86_400_000;

let source: SourceFixture;

beforeEach(async () => {
  source = await openSourceFixture();
  await source.put('org_unit', [
    { id: 'crm:1', name: '全国' },
    { id: 'crm:2', name: 'East', parent_id: 'crm:1' },
  ]);
  await source.put('employee', [{ id: 'crm:1', name: '王芳', org_unit_id: 'crm:2' }]);
});

function modelsWith(settings: Partial<ModelSettings> = {}): Promise<Models> {
  return createModels({ warehouse: source.warehouse, settings: { ...FIXTURE_SETTINGS, ...settings } });
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  return source.warehouse.read((connection) => rows(connection, sql));
}

/** By customer, as `{ name: value }`. */
async function byCustomer(column: string, table = 'star.fct_customer'): Promise<Record<string, unknown>> {
  const found = await query(`select customer_key, ${column} as value from ${table} order by customer_key`);
  return Object.fromEntries(found.map((row) => [String(row['customer_key']).slice(4), row['value']]));
}

function daysAgo(days: number): string {
  return `${new Date(AS_OF.getTime() - days * DAY).toISOString().slice(0, 10)} 02:00:00`;
}

/** Customers who paid so much so many days ago. */
async function customers(
  bought: Readonly<Record<string, readonly (readonly [number, string])[]>>,
): Promise<void> {
  await source.put(
    'customer',
    Object.keys(bought).map((name) => ({
      id: `crm:${name}`,
      name,
      created_at: daysAgo(800),
      owner_id: 'crm:1',
    })),
  );
  const orders = Object.entries(bought).flatMap(([name, days]) =>
    days.map(([ago, amount], nth) => ({
      ...{
        id: `crm:${name}${String(nth)}`,
        customer_id: `crm:${name}`,
        owner_id: 'crm:1',
        status: 'paid',
        amount,
      },
      ...{ ordered_at: daysAgo(ago), paid_at: daysAgo(ago) },
    })),
  );
  await source.put('order', orders);
}

describe('RFM', () => {
  test('equal values score equal, whatever fifth they fall into; who did not buy in the window has no score', async () => {
    await customers({
      a: [[10, '100']],
      b: [[10, '100']],
      c: [[10, '100']],
      d: [[10, '100']],
      // twice on one day is once
      e: [[10, '50'], [10, '70'], [300, '5']], // prettier-ignore
      f: [[400, '900']],
    });
    await (await modelsWith()).build({ asOf: AS_OF });
    expect(await byCustomer('r_score', 'star.rfm_score')).toEqual({ a: 1, b: 1, c: 1, d: 1, e: 1 });
    // ranks 1 1 1 1 5 of 5: 1 + floor(5 × 4 / 5) = 5
    expect(await byCustomer('f_score', 'star.rfm_score')).toEqual({ a: 1, b: 1, c: 1, d: 1, e: 5 });
    expect(await byCustomer('frequency', 'star.rfm_score')).toMatchObject({ a: 1, e: 2 });
    expect(await byCustomer('m_score', 'star.rfm_score')).toEqual({ a: 1, b: 1, c: 1, d: 1, e: 5 });
    // R: nobody above the mean
    expect(await byCustomer('rfm_segment', 'star.rfm_score')).toMatchObject({
      a: 'general_retain',
      e: 'important_keep',
    });
    expect(await query('select analysis_date, window_days from star.rfm_cut_point limit 1')).toEqual([
      { analysis_date: '2026-11-20', window_days: 365 },
    ]);
  });
});

describe('classes of a customer', () => {
  test('stage, from paid often to never asked', async () => {
    await customers({
      strong: [[89, '500'], [200, '500']], // prettier-ignore
      large_once: [[1, '9000']],
      small: [[5, '1'], [6, '1']], // prettier-ignore
      silent: [[90, '100']],
      refused: [],
      old_refusal: [],
      talked: [],
      nobody: [],
    });
    const call = { type: 'call', owner_id: 'crm:1', outcome: 'connected' };
    await source.put('lead', [
      { id: 'crm:l', created_at: daysAgo(30), status: 'new', customer_id: 'crm:talked' },
    ]);
    await source.put('activity', [
      { ...call, id: 'crm:1', at: daysAgo(20), customer_id: 'crm:refused' },
      { ...call, id: 'crm:2', at: daysAgo(10), customer_id: 'crm:refused', outcome: 'refused' },
      { ...call, id: 'crm:3', at: daysAgo(9), customer_id: 'crm:refused', outcome: 'no_answer' },
      { ...call, id: 'crm:4', at: daysAgo(200), customer_id: 'crm:old_refusal', outcome: 'refused' },
      { ...call, id: 'crm:5', at: daysAgo(5), lead_id: 'crm:l' },
      { ...call, id: 'crm:6', at: daysAgo(5), customer_id: 'crm:nobody', outcome: 'no_answer' },
    ]);
    await (await modelsWith()).build({ asOf: AS_OF });
    // net revenues of the four buyers: 2, 100, 1000, 9000; their median is 550
    expect(await byCustomer('customer_stage')).toEqual({
      strong: 'strong_active',
      large_once: 'recent',
      small: 'recent',
      silent: 'strong_intent',
      refused: 'no_intent',
      old_refusal: 'no_intent',
      talked: 'weak_intent',
      nobody: 'untouched',
    });
  });

  test('life cycle', async () => {
    await customers({
      lost: [[365, '1']],
      // 90 of 200 before
      decline: [[30, '90'], [100, '200']], // prettier-ignore
      // every 10 days, then 21 days of silence
      late: [[21, '10'], [31, '10'], [41, '10']], // prettier-ignore
      newcomer: [[29, '1']],
      prospect: [],
      growth: [[10, '120'], [100, '100']], // prettier-ignore
      // as much as before, but a second order soon after the first
      young: [[30, '100'], [110, '100']], // prettier-ignore
      mature: [[20, '100'], [110, '100'], [700, '100']], // prettier-ignore
    });
    await (await modelsWith()).build({ asOf: AS_OF });
    expect(await byCustomer('lifecycle_stage')).toEqual({
      lost: 'lost',
      decline: 'decline',
      late: 'decline',
      newcomer: 'acquisition',
      prospect: 'acquisition',
      growth: 'growth',
      young: 'growth',
      mature: 'maturity',
    });
  });

  test('revenue classes: by what stands before, equal revenues together', async () => {
    await customers({
      // of 1000: before a 0 %, b and c 70 %, d 96 %
      a: [[1, '700']],
      b: [[1, '130']],
      c: [[1, '130']],
      d: [[1, '40']],
      e: [],
    });
    await (await modelsWith()).build({ asOf: AS_OF });
    const classes = { a: 'A', b: 'A', c: 'A', d: 'C', e: 'C' };
    expect(await byCustomer('revenue_abc', 'star.revenue_class')).toEqual(classes);
    expect(await byCustomer('abc_class', 'star.revenue_class')).toEqual(classes);
  });
});

describe('frozen borders', () => {
  const BUYERS = {
    once_small: [[100, '10']],
    once_large: [[100, '90']],
    often_small: [[100, '10'], [101, '10'], [102, '10']], // prettier-ignore
    often_large: [[100, '90'], [101, '90'], [102, '90']], // prettier-ignore
    asleep: [[500, '90']],
    never: [],
  } as const;
  const CLASSES = {
    once_small: 'B',
    once_large: 'D',
    often_small: 'C',
    often_large: 'E',
    asleep: 'dormant',
    never: 'A',
  };

  test('are the medians of the first buyers, and stay when others come and everything is built anew', async () => {
    await customers(BUYERS);
    const models = await modelsWith();
    await models.build({ asOf: AS_OF });
    expect(await byCustomer('quadrant')).toEqual(CLASSES);
    // frequencies 1 1 3 3, tickets 10 90 10 90
    const borders = `select name, version, value, since_date, reason from star.customer_threshold
      where name like 'quadrant%' order by name`;
    const frozen = [
      { name: 'quadrant_frequency', value: 2 },
      { name: 'quadrant_ticket', value: 50 },
    ].map((one) => ({ ...one, version: 1, since_date: '2026-11-20', reason: 'median of buyers' }));
    expect(await query(borders)).toEqual(frozen);

    await customers({ giant: Array.from({ length: 20 }, (_, nth) => [nth, '1000'] as const) });
    await models.build({ asOf: new Date(AS_OF.getTime() + DAY), full: true });
    expect(await query(borders)).toEqual(frozen);
    expect(await byCustomer('quadrant')).toEqual({ ...CLASSES, giant: 'E' });
  });

  test('change by decision only, which is a new version', async () => {
    await customers(BUYERS);
    await (await modelsWith()).build({ asOf: AS_OF });
    const decided = await modelsWith({ thresholds: { quadrant_ticket: 95 } });
    await decided.build({ asOf: AS_OF });
    await decided.build({ asOf: AS_OF, full: true });
    expect(
      await query("select version, value, reason from meta.threshold where name = 'quadrant_ticket'"),
    ).toEqual([
      { version: 1, value: 50, reason: 'median of buyers' },
      { version: 2, value: 95, reason: 'decided' },
    ]);
    expect(await byCustomer('quadrant')).toMatchObject({ once_large: 'B', often_large: 'C' });
  });
});

describe('publishing', () => {
  test('what ranks everybody is done once a business day; what is known of one customer at once', async () => {
    await customers({ a: [[10, '100']] });
    const models = await modelsWith();
    await models.build({ asOf: AS_OF });
    await customers({ b: [[1, '700']] });
    const increment = await models.build({ asOf: new Date(AS_OF.getTime() + 60_000) });
    expect(increment.models.map(({ model }) => model)).not.toContain('star.rfm_score');
    expect(await byCustomer('customer_stage')).toMatchObject({ b: 'recent' });
    expect(await byCustomer('r_score', 'star.rfm_score')).toEqual({ a: 1 });
    await models.build({ asOf: new Date(AS_OF.getTime() + DAY) });
    expect(await byCustomer('r_score', 'star.rfm_score')).toEqual({ a: 1, b: 3 });
  });

  test('a forecast is refused on thin data, with the reason', async () => {
    await customers({ a: [[10, '100'], [200, '100'], [300, '100']] }); // prettier-ignore
    await (await modelsWith()).build({ asOf: AS_OF });
    expect(await query('select buyer_count, history_days, reason, r from star.customer_fit')).toEqual([
      { buyer_count: 1, history_days: 300, reason: 'few_buyers', r: null },
    ]);
    expect(await query('select * from star.customer_value')).toEqual([]);
  });
});

describe('who holds a customer', () => {
  test('each month as at its end; today as the record says; nobody is the pool', async () => {
    await source.put('employee', [{ id: 'crm:2', name: 'Li Wei', org_unit_id: 'crm:1' }]);
    await source.put('customer', [
      { id: 'crm:1', name: 'A', created_at: '2026-08-10 00:00:00', owner_id: null, pool_unit_id: 'crm:2' },
    ]);
    const change = { record_type: 'customer', record_id: 'crm:1', field: 'owner_id' };
    await source.put('record_change', [
      { ...change, id: 'crm:1', at: '2026-09-15 00:00:00', old_value: '1', new_value: '2' },
      { ...change, id: 'crm:2', at: '2026-10-31 00:00:00', old_value: '2', new_value: null },
    ]);
    await (await modelsWith()).build({ asOf: AS_OF });
    expect(
      await query('select month, owner_id, org_then_id from star.fct_customer_month order by month'),
    ).toEqual([
      { month: '2026-08-01', owner_id: 'crm:1', org_then_id: 'crm:2' },
      { month: '2026-09-01', owner_id: 'crm:2', org_then_id: 'crm:1' },
      { month: '2026-10-01', owner_id: 'unassigned', org_then_id: 'crm:2' },
      { month: '2026-11-01', owner_id: 'unassigned', org_then_id: 'crm:2' },
    ]);
  });
});
