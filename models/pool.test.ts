import { beforeEach, describe, expect, test } from 'vitest';
import { rows } from '../warehouse/warehouse.ts';
import { createModels } from './models.ts';
import { FIXTURE_SETTINGS, openSourceFixture, type SourceFixture } from './source-fixture.ts';

let source: SourceFixture;

async function built(sql: string, asOf = '2019-05-20'): Promise<unknown[]> {
  const models = await createModels({ warehouse: source.warehouse, settings: FIXTURE_SETTINGS });
  await models.build({ asOf: new Date(`${asOf}T04:00:00Z`) });
  return source.warehouse.read((connection) => rows(connection, sql));
}

const RULE = {
  ...{ id: 'crm:1', record_type: 'lead', hold_days: 10, extend_days: 3, max_hold_days: 20 },
  ...{ reclaim_lock_days: 7, capacity: 50 },
};

const lead = (nth: number, more: Record<string, string | null> = {}) => ({
  ...{ id: `crm:${String(nth)}`, created_at: '2019-03-20 02:00:00', status: 'new', owner_id: 'crm:1' },
  ...{ updated_at: '2019-03-20 02:00:00', ...more },
});

let nextEvent = 0;
const move = (record: number, event: string, at: string, from: string | null, to: string | null) => ({
  ...{ id: `crm:${String((nextEvent += 1))}`, record_type: 'lead', record_id: `crm:${String(record)}` },
  ...{ event, at, from_employee_id: from, to_employee_id: to },
});

let nextCall = 0;
const call = (record: number, at: string, type = 'call', owner = 'crm:1') => ({
  ...{ id: `crm:${String((nextCall += 1))}`, type, owner_id: owner, at, lead_id: `crm:${String(record)}` },
});

beforeEach(async () => {
  source = await openSourceFixture();
  await source.put('org_unit', [
    { id: 'crm:1', name: 'Nation' },
    { id: 'crm:2', name: 'North', parent_id: 'crm:1' },
    { id: 'crm:3', name: 'South', parent_id: 'crm:1' },
  ]);
  await source.put('employee', [
    { id: 'crm:1', name: 'A', org_unit_id: 'crm:2' },
    { id: 'crm:2', name: 'B', org_unit_id: 'crm:3' },
  ]);
});

describe('how long a record may be held', () => {
  const DUE = `select valid_from_date as from_date, due_date from star.fct_pool_hold
    where is_private order by valid_from_date`;

  // metrics.md §10: hold 10, extend 3, at most 20
  test('the worked example, to the day', async () => {
    await source.put('pool_rule', [RULE]);
    await source.put('lead', [lead(1)]);
    await source.put('pool_event', [move(1, 'claim', '2019-03-25 02:00:00', null, 'crm:1')]);
    await source.put('activity', [
      call(1, '2019-03-28 02:00:00'),
      call(1, '2019-04-02 02:00:00'),
      call(1, '2019-04-05 02:00:00'),
      call(1, '2019-04-07 02:00:00'),
      call(1, '2019-04-10 02:00:00'),
      call(1, '2019-04-13 02:00:00'),
    ]);
    expect(await built(DUE)).toEqual([
      { from_date: '2019-03-25', due_date: '2019-04-04' },
      { from_date: '2019-03-28', due_date: '2019-04-04' },
      { from_date: '2019-04-02', due_date: '2019-04-05' },
      { from_date: '2019-04-05', due_date: '2019-04-08' },
      { from_date: '2019-04-07', due_date: '2019-04-10' },
      { from_date: '2019-04-10', due_date: '2019-04-13' },
      { from_date: '2019-04-13', due_date: '2019-04-14' },
    ]);
  });

  test('only visits extend it where that is the rule, and nobody else’s activity', async () => {
    await source.put('pool_rule', [{ ...RULE, drop_basis: '7天未拜访' }]);
    await source.put('lead', [lead(1)]);
    await source.put('pool_event', [move(1, 'claim', '2019-03-25 02:00:00', null, 'crm:1')]);
    await source.put('activity', [
      call(1, '2019-04-02 02:00:00'),
      call(1, '2019-04-03 02:00:00', 'visit', 'crm:2'),
      call(1, '2019-04-04 02:00:00', 'visit'),
    ]);
    expect(await built(DUE)).toEqual([
      { from_date: '2019-03-25', due_date: '2019-04-04' },
      { from_date: '2019-04-02', due_date: '2019-04-04' },
      { from_date: '2019-04-04', due_date: '2019-04-07' },
    ]);
  });

  test('the nearest rule speaks for each figure, by what was in force', async () => {
    await source.put('pool_rule', [
      RULE,
      { id: 'crm:2', record_type: 'lead', org_unit_id: 'crm:2', hold_days: 5 },
      { id: 'crm:3', record_type: 'lead', org_unit_id: 'crm:2', hold_days: 1, valid_from: '2019-04-01' },
      { id: 'crm:4', record_type: 'lead', employee_id: 'crm:2', capacity: 9 },
    ]);
    await source.put('lead', [lead(1), lead(2, { owner_id: 'crm:2' })]);
    expect(
      await built(
        'select owner_id, hold_days::integer as hold, max_hold_days::integer as most from star.fct_pool_cycle order by 1',
      ),
    ).toEqual([
      { owner_id: 'crm:1', hold: 5, most: 20 },
      { owner_id: 'crm:2', hold: 10, most: 20 },
    ]);
    expect(
      await built(
        "select distinct employee_id, capacity from star.pool_capacity where employee_id like 'crm%' order by 1",
      ),
    ).toEqual([
      { employee_id: 'crm:1', capacity: 50 },
      { employee_id: 'crm:2', capacity: 9 },
    ]);
  });
});

describe('cycles', () => {
  const CYCLES = `select record_id, owner_id, start_event, end_reason, started_date, ended_date
    from star.fct_pool_cycle order by record_id, started_at`;

  test('begin and end as the pool’s log says, and else as the owner changed', async () => {
    await source.put('lead', [lead(1, { owner_id: 'crm:2' }), lead(2, { owner_id: 'crm:2' }), lead(3)]);
    await source.put('pool_event', [
      move(1, 'auto_drop', '2019-03-25 02:00:00', 'crm:1', null),
      move(1, 'claim', '2019-03-26 02:00:00', null, 'crm:2'),
    ]);
    await source.put('record_change', [
      // the audit of the same drop, a moment before the log of it
      { id: 'crm:1', record_type: 'lead', record_id: 'crm:1', at: '2019-03-25 01:59:58', field: 'owner_id', old_value: '1' },
      { id: 'crm:2', record_type: 'lead', record_id: 'crm:2', at: '2019-03-27 02:00:00', field: 'owner_id', old_value: '1', new_value: '2' },
    ]);
    expect(await built(CYCLES)).toEqual([
      { record_id: 'crm:1', owner_id: 'crm:1', start_event: 'created', end_reason: 'auto_dropped', started_date: '2019-03-20', ended_date: '2019-03-25' },
      { record_id: 'crm:1', owner_id: 'crm:2', start_event: 'claim', end_reason: null, started_date: '2019-03-26', ended_date: null },
      { record_id: 'crm:2', owner_id: 'crm:1', start_event: 'created', end_reason: 'transferred', started_date: '2019-03-20', ended_date: '2019-03-27' },
      { record_id: 'crm:2', owner_id: 'crm:2', start_event: 'changed', end_reason: null, started_date: '2019-03-27', ended_date: null },
      { record_id: 'crm:3', owner_id: 'crm:1', start_event: 'created', end_reason: null, started_date: '2019-03-20', ended_date: null },
    ]);
  }); // prettier-ignore

  test('a lead dropped by one and won by another is reclaimed and recycled; what begins later is no cycle', async () => {
    await source.put('lead', [
      lead(1, { owner_id: 'crm:1', status: 'converted', converted_at: '2019-04-10 02:00:00' }),
    ]);
    await source.put('pool_event', [
      move(1, 'auto_drop', '2019-03-25 02:00:00', 'crm:1', null),
      move(1, 'claim', '2019-03-26 02:00:00', null, 'crm:2'),
      move(1, 'transfer', '2019-04-20 02:00:00', 'crm:2', 'crm:1'),
    ]);
    expect(
      await built(`select owner_id, outcome, is_recycled, is_reclaimed, over_date from star.pool_outcome
        join star.fct_pool_cycle using (cycle_id) order by started_at`),
    ).toEqual([
      { owner_id: 'crm:1', outcome: null, is_recycled: false, is_reclaimed: true, over_date: null },
      { owner_id: 'crm:2', outcome: 'won', is_recycled: true, is_reclaimed: false, over_date: '2019-04-10' },
      { owner_id: 'crm:1', outcome: 'void', is_recycled: false, is_reclaimed: false, over_date: '2019-04-10' },
    ]);
  }); // prettier-ignore
});

describe('a round trip', () => {
  const trip = (record: number, day: number, hours: number, back: number) => {
    const at = (days: number, hour: number) =>
      new Date(Date.UTC(2019, 3, day + days, hour)).toISOString().slice(0, 19).replace('T', ' ');
    return [
      move(record, 'auto_drop', at(0, 2), 'crm:1', null),
      move(record, 'claim', at(0, 2 + hours), null, 'crm:2'),
      move(record, 'release', at(5, 2), 'crm:2', null),
      move(record, 'claim', at(back, 2), null, 'crm:1'),
    ];
  };
  const TRIPS = `select record_id, side, owner_id, is_repeated from star.swap_trip order by record_id, side`;

  test('comes back within 7 days of the lock, taken within 24 hours; a pair with two is told', async () => {
    await source.put('pool_rule', [RULE]);
    await source.put('lead', [lead(1), lead(2), lead(3), lead(4)]);
    await source.put('pool_event', [
      ...trip(1, 1, 24, 14),
      ...trip(2, 2, 3, 8),
      ...trip(3, 3, 25, 8),
      ...trip(4, 4, 3, 15),
    ]);
    expect(await built(TRIPS)).toEqual([
      { record_id: 'crm:1', side: 'A', owner_id: 'crm:1', is_repeated: true },
      { record_id: 'crm:1', side: 'B', owner_id: 'crm:2', is_repeated: true },
      { record_id: 'crm:2', side: 'A', owner_id: 'crm:1', is_repeated: true },
      { record_id: 'crm:2', side: 'B', owner_id: 'crm:2', is_repeated: true },
    ]);
  });
});

describe('a probation', () => {
  test('passes when its trade reaches the goal, and fails when its days are over', async () => {
    const probation = (nth: number, goal: string, ends: string) => ({
      ...{ id: `crm:${String(nth)}`, customer_id: `crm:${String(nth)}`, employee_id: 'crm:1' },
      ...{ starts_on: '2019-04-01', ends_on: ends, goal_amount: goal },
    });
    await source.put(
      'customer',
      [1, 2, 3].map((nth) => ({ id: `crm:${String(nth)}`, name: 'C' })),
    );
    await source.put('probation', [
      probation(1, '150', '2019-06-30'),
      probation(2, '150', '2019-05-10'),
      probation(3, '150', '2019-06-30'),
    ]);
    await source.put(
      'order',
      [
        [1, 1, '100', '2019-04-05'],
        [2, 1, '50', '2019-04-20'],
        [3, 2, '149.99', '2019-04-05'],
        [4, 3, '500', '2019-03-31'],
      ].map(([nth, customer, amount, day]) => ({
        ...{ id: `crm:${String(nth)}`, customer_id: `crm:${String(customer)}`, status: 'paid' },
        ...{ amount: String(amount), ordered_at: `${String(day)} 04:00:00` },
      })),
    );
    expect(
      await built('select customer_id, end_reason, ended_date from star.fct_probation order by 1'),
    ).toEqual([
      { customer_id: 'crm:1', end_reason: 'passed', ended_date: '2019-04-20' },
      { customer_id: 'crm:2', end_reason: 'failed', ended_date: '2019-05-10' },
      { customer_id: 'crm:3', end_reason: null, ended_date: null },
    ]);
  });
});
