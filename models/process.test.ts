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
  await source.put('org_unit', [{ id: 'crm:1', name: '全国' }]);
  await source.put('employee', [
    { id: 'crm:1', name: '王芳', org_unit_id: 'crm:1', hired_on: '2026-11-02', location_consent: true },
    { id: 'crm:2', name: 'Li Wei', org_unit_id: 'crm:1', hired_on: '2026-11-02', left_on: '2026-11-10' },
  ]);
  await source.put('customer', [
    {
      id: 'crm:1',
      name: 'Acme',
      lat: 31.2,
      lng: 121.5,
      created_at: '2026-10-01 00:00:00',
      owner_id: 'crm:1',
    },
    { id: 'crm:2', name: 'Nowhere', created_at: '2026-10-01 00:00:00' },
  ]);
});

describe('a visit', () => {
  const at = '2026-11-05 02:00:00';
  const visit = { type: 'visit', owner_id: 'crm:1', customer_id: 'crm:1', at, outcome: 'done' };

  test('is verified within 500 metres, elsewhere beyond, and no suspicion without a position', async () => {
    await source.put('activity', [
      // 0.0044° of latitude are 489 m, 0.0046° are 511 m
      { id: 'crm:1', ...visit, lat: 31.2044, lng: 121.5 },
      { id: 'crm:2', ...visit, lat: 31.2046, lng: 121.5 },
      { id: 'crm:3', ...visit },
      { id: 'crm:4', ...visit, customer_id: 'crm:2', lat: 31.2, lng: 121.5 },
      // an hour past midnight in Shanghai
      { id: 'crm:5', ...visit, at: '2026-11-05 17:00:00', lat: 31.2, lng: 121.5 },
      { id: 'crm:6', ...visit, lat: 31.2, lng: 121.5, is_mock_location: true },
    ]);
    await models.build();
    expect(
      await query('select activity_id as id, visit_state as state from star.fct_activity order by 1'),
    ).toEqual([
      { id: 'crm:1', state: 'verified' },
      { id: 'crm:2', state: 'off_site' },
      { id: 'crm:3', state: 'no_signal' },
      { id: 'crm:4', state: 'no_signal' },
      { id: 'crm:5', state: 'no_signal' },
      { id: 'crm:6', state: 'off_site' },
    ]);
  });

  test('answers the plan of who made it, for that customer and that day', async () => {
    await source.put('activity', [{ id: 'crm:1', ...visit }]);
    const plan = { owner_id: 'crm:1', customer_id: 'crm:1', planned_on: '2026-11-05' };
    await source.put('visit_plan', [
      { id: 'crm:1', ...plan },
      { id: 'crm:2', ...plan, planned_on: '2026-11-06' },
      { id: 'crm:3', ...plan, owner_id: 'crm:2' },
      { id: 'crm:4', ...plan, customer_id: 'crm:2' },
    ]);
    await models.build();
    expect(await query('select visit_plan_id as id from star.fct_visit_plan where is_kept')).toEqual([
      { id: 'crm:1' },
    ]);
  });
});

test("a person's working days follow the attendance book, and friends stand until they are counted again", async () => {
  const on = (date: string, status: string) => ({ employee_id: 'crm:2', date, status });
  await source.put('attendance_day', [
    on('2026-11-03', 'leave'),
    on('2026-11-05', 'absent'),
    on('2026-11-07', 'work'),
    on('2026-11-20', 'work'),
  ]);
  const counted = (date: string, value: number) => ({
    employee_id: 'crm:2',
    date,
    metric: 'friend_count',
    value,
  });
  await source.put('activity_day', [counted('2026-11-03', 10), counted('2026-11-06', 12)]);
  await models.build();
  // the 7th and 8th are a weekend; the last day in post is the 10th
  expect(
    await query(`select day(date)::integer as day, is_working_day as works, friend_count::integer as friends
      from star.fct_employee_day where employee_id = 'crm:2' order by 1`),
  ).toEqual([
    { day: 2, works: true, friends: null },
    { day: 3, works: false, friends: 10 },
    { day: 4, works: true, friends: 10 },
    { day: 5, works: true, friends: 10 },
    { day: 6, works: true, friends: 12 },
    { day: 7, works: true, friends: 12 },
    { day: 8, works: false, friends: 12 },
    { day: 9, works: true, friends: 12 },
    { day: 10, works: true, friends: 12 },
  ]);
});

describe('a campaign', () => {
  const lead = (id: number, created: string) => ({
    ...{ id: `crm:${String(id)}`, status: 'new', campaign_id: 'crm:1' },
    created_at: `2026-11-0${created} 00:00:00`,
  });

  test('costs each of its leads the same, and the last one takes the cents', async () => {
    await source.put('campaign', [
      { id: 'crm:1', name: 'Fair', cost: '100.00' },
      { id: 'crm:2', name: 'Wall', cost: '7.00' },
    ]);
    await source.put('lead', [lead(1, '3'), lead(2, '1'), lead(3, '2')]);
    await models.build();
    const costs = `select campaign_id as id, lead_count as leads, last_lead_id as last, lead_cost_amount::varchar as each,
      last_lead_cost_amount::varchar as rest from star.campaign_cost order by 1`;
    expect(await query(costs)).toEqual([
      { id: 'crm:1', leads: 3, last: 'crm:1', each: '33.33', rest: '33.34' },
      { id: 'crm:2', leads: 0, last: null, each: null, rest: null },
    ]);
    // one more lead changes what each cost
    await source.put('lead', [lead(4, '4')]);
    await models.build();
    expect((await query(costs))[0]).toEqual({
      id: 'crm:1',
      leads: 4,
      last: 'crm:4',
      each: '25.00',
      rest: '25.00',
    });
  });
});

describe('touches before a deal is won', () => {
  const touch = (id: number, day: string) => ({
    ...{ id: `crm:${String(id)}`, channel: 'email', customer_id: 'crm:1' },
    at: `2026-11-${day} 00:00:00`,
  });

  async function partsOf(count: number): Promise<unknown[]> {
    await source.put('pipeline_stage', [
      { pipeline: 'p', id: 'crm:new', name: 'New', rank: 1, kind: 'open' },
      { pipeline: 'p', id: 'crm:won', name: 'Won', rank: 2, kind: 'won' },
    ]);
    await source.put('opportunity', [
      {
        ...{
          id: 'crm:1',
          customer_id: 'crm:1',
          owner_id: 'crm:1',
          pipeline: 'p',
          stage_id: 'crm:won',
          amount: '100.01',
        },
        ...{ created_at: '2026-11-01 00:00:00', closed_at: '2026-11-15 00:00:00' },
      },
    ]);
    const days = ['02', '03', '04', '05'].slice(0, count);
    // and one after the deal was won
    await source.put('touchpoint', [...days.map((day, at) => touch(at + 1, day)), touch(9, '16')]);
    await models.build();
    return query(`select string_agg(linear_amount, ' ' order by touch_no) as linear,
      string_agg(position_amount, ' ' order by touch_no) as position, string_agg(first_amount, ' ' order by touch_no) as first,
      string_agg(last_amount, ' ' order by touch_no) as last from star.fct_attribution`);
  }

  test('one takes all', async () => {
    expect(await partsOf(1)).toEqual([
      { linear: '100.01', position: '100.01', first: '100.01', last: '100.01' },
    ]);
  });

  test('two share, and the last one takes the cent', async () => {
    expect(await partsOf(2)).toEqual([
      { linear: '50.01 50.00', position: '50.01 50.00', first: '100.01 0.00', last: '0.00 100.01' },
    ]);
  });

  test('of four the first and the last have 40 % each by position', async () => {
    // 40.004 → 40.00, 10.001 → 10.00 twice, the rest 40.01
    expect(await partsOf(4)).toEqual([
      {
        linear: '25.00 25.00 25.00 25.01',
        position: '40.00 10.00 10.00 40.01',
        first: '100.01 0.00 0.00 0.00',
        last: '0.00 0.00 0.00 100.01',
      },
    ]);
  });
});

test('a task is measured from its giving out to its due moment, and a control group in the same time', async () => {
  const given = { batch_id: 'crm:1', type: 'care', assignee_id: 'crm:1', assigned_at: '2026-11-03 01:00:00' };
  await source.put('task_batch', [{ id: 'crm:1', name: 'Calls', due_at: '2026-11-06 15:59:59' }]);
  await source.put('task', [
    { id: 'crm:1', ...given, customer_id: 'crm:1' },
    { id: 'crm:2', ...given, customer_id: 'crm:2', is_control: true },
    { id: 'crm:3', ...given, customer_id: 'crm:2', due_at: '2026-11-10 15:59:59' },
  ]);
  const call = { type: 'call', owner_id: 'crm:2', outcome: 'connected' };
  await source.put('activity', [
    { id: 'crm:1', ...call, customer_id: 'crm:1', at: '2026-11-03 00:59:59' },
    { id: 'crm:2', ...call, customer_id: 'crm:2', at: '2026-11-08 01:00:00' },
  ]);
  const order = { status: 'paid', amount: '5.00', currency: 'CNY', ordered_at: '2026-11-06 10:00:00' };
  await source.put('order', [
    { id: 'crm:1', ...order, customer_id: 'crm:2', paid_at: '2026-11-06 10:00:00' },
    { id: 'crm:2', ...order, customer_id: 'crm:1', paid_at: '2026-11-07 10:00:00' },
  ]);
  await models.build();
  expect(
    await query(
      'select task_id as id, is_contacted as called, is_converted as bought from star.fct_task order by 1',
    ),
  ).toEqual([
    { id: 'crm:1', called: false, bought: false },
    { id: 'crm:2', called: false, bought: true },
    { id: 'crm:3', called: true, bought: true },
  ]);
});
