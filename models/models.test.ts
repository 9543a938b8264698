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
    { id: 'crm:1', name: '全国', type: 'nation' },
    { id: 'crm:2', name: 'East', type: 'region', parent_id: 'crm:1' },
    { id: 'crm:3', name: 'West', type: 'region', parent_id: 'crm:1' },
    { id: 'crm:4', name: 'Shanghai', type: 'city', parent_id: 'crm:2', valid_to: '2026-06-01' },
    { id: 'crm:4', name: 'Shanghai', type: 'city', parent_id: 'crm:3', valid_from: '2026-06-01' },
  ]);
  await source.put('employee', [
    { id: 'crm:1', name: '王芳', org_unit_id: 'crm:4', hired_on: '2025-01-01' },
    { id: 'crm:2', name: 'Li Wei', org_unit_id: 'crm:2', hired_on: '2026-10-01' },
  ]);
  await source.put('pipeline_stage', [
    { pipeline: 'p', id: 'crm:new', name: 'New', rank: 1, kind: 'open', probability: 0.5 },
    { pipeline: 'p', id: 'crm:offer', name: 'Offer', rank: 2, kind: 'open', probability: 0.7 },
    { pipeline: 'p', id: 'crm:won', name: 'Won', rank: 3, kind: 'won' },
    { pipeline: 'p', id: 'crm:lost', name: 'Lost', rank: 4, kind: 'lost' },
  ]);
});

const WON = {
  id: 'crm:1',
  owner_id: 'crm:1',
  pipeline: 'p',
  stage_id: 'crm:won',
  amount: '100.01',
  created_at: '2026-05-01 00:00:00',
  closed_at: '2026-11-03 00:00:00',
};

describe('the org tree', () => {
  test('a reorganisation moves the history as is, and leaves it as was', async () => {
    await source.put('opportunity', [WON]);
    await models.build();
    expect(
      await query(`select event, org_then.path as path_then, org.path as path_now
        from star.fct_opportunity_event join star.dim_org as org_then on org_key = org_then_key
        join star.dim_employee_current as employee on employee.employee_id = owner_id
        join star.dim_org_current as org on org.org_id = employee.org_id order by event`),
    ).toEqual([
      { event: 'created', path_then: '/crm:1/crm:2/crm:4/', path_now: '/crm:1/crm:3/crm:4/' },
      { event: 'won', path_then: '/crm:1/crm:3/crm:4/', path_now: '/crm:1/crm:3/crm:4/' },
    ]);
  });

  test('a circle and a missing parent hang under Unassigned', async () => {
    await source.put('org_unit', [
      { id: 'crm:8', name: 'a', parent_id: 'crm:9' },
      { id: 'crm:9', name: 'b', parent_id: 'crm:8' },
      { id: 'crm:11', name: 'c', parent_id: 'crm:nowhere' },
    ]);
    await models.build();
    expect(
      await query("select path from star.dim_org_current where path like '%unassigned/_%' order by path"),
    ).toEqual([
      { path: '/crm:1/unassigned/crm:11/' },
      { path: '/crm:1/unassigned/crm:8/' },
      { path: '/crm:1/unassigned/crm:8/crm:9/' },
    ]);
  });

  test('nested bounds hold exactly the subtree', async () => {
    await models.build();
    expect(await query('select org_id, lft, rgt from star.dim_org_current order by lft')).toEqual([
      { org_id: 'crm:1', lft: 1, rgt: 5 },
      { org_id: 'crm:2', lft: 2, rgt: 2 },
      { org_id: 'crm:3', lft: 3, rgt: 4 },
      { org_id: 'crm:4', lft: 4, rgt: 4 },
      { org_id: 'unassigned', lft: 5, rgt: 5 },
    ]);
  });
});

describe('a deal', () => {
  test('shares its amount to the cent and counts once', async () => {
    await source.put('opportunity', [WON]);
    await source.put('credit', [
      { record_type: 'opportunity', record_id: 'crm:1', employee_id: 'crm:1', share: '0.7' },
      { record_type: 'opportunity', record_id: 'crm:1', employee_id: 'crm:2', share: '0.3' },
    ]);
    await models.build();
    // 100.01 × 0.3 = 30.003 → 30.00; the owner takes the rest, 70.01
    expect(
      await query(
        "select owner_id, record_count, amount from star.fct_opportunity_event where event = 'won' order by 1",
      ),
    ).toEqual([
      { owner_id: 'crm:1', record_count: 1, amount: '70.01' },
      { owner_id: 'crm:2', record_count: 0, amount: '30.00' },
    ]);
  });

  test('without a known owner hangs on its pool, else on Unassigned, and stays in the total', async () => {
    await source.put('opportunity', [
      { ...WON, id: 'crm:1', owner_id: null, pool_unit_id: 'crm:2' },
      { ...WON, id: 'crm:2', owner_id: 'crm:gone' },
    ]);
    await models.build();
    expect(
      await query(
        "select opportunity_id, owner_id, fallback_org_id, org_then_id, amount from star.fct_opportunity_event where event = 'won' order by 1",
      ),
    ).toEqual([
      {
        opportunity_id: 'crm:1',
        owner_id: 'unassigned',
        fallback_org_id: 'crm:2',
        org_then_id: 'crm:2',
        amount: '100.01',
      },
      {
        opportunity_id: 'crm:2',
        owner_id: 'unassigned',
        fallback_org_id: 'unassigned',
        org_then_id: 'unassigned',
        amount: '100.01',
      },
    ]);
  });

  test('without an owner hangs on the narrowest territory in force on its day', async () => {
    await source.put('customer', [{ id: 'crm:1', name: 'A', province: 'P', city: 'C' }]);
    await source.put('territory', [
      { id: 'crm:1', org_unit_id: 'crm:2', province: 'P' },
      { id: 'crm:2', org_unit_id: 'crm:3', city: 'C', valid_to: '2026-10-01' },
    ]);
    await source.put('opportunity', [{ ...WON, owner_id: null, customer_id: 'crm:1' }]);
    await models.build();
    expect(
      await query('select event, fallback_org_id from star.fct_opportunity_event order by event'),
    ).toEqual([
      { event: 'created', fallback_org_id: 'crm:3' },
      { event: 'won', fallback_org_id: 'crm:2' },
    ]);
  });

  test('belongs to who owned it at the event', async () => {
    await source.put('opportunity', [{ ...WON, owner_id: 'crm:2' }]);
    await source.put('record_change', [
      {
        id: 'crm:1',
        record_type: 'opportunity',
        record_id: 'crm:1',
        at: '2026-08-01 00:00:00',
        field: 'owner_id',
        old_value: '1',
        new_value: '2',
      },
    ]);
    await models.build();
    expect(await query('select event, owner_id from star.fct_opportunity_event order by event')).toEqual([
      { event: 'created', owner_id: 'crm:1' },
      { event: 'won', owner_id: 'crm:2' },
    ]);
  });

  test('closed late in the evening belongs to the local day', async () => {
    await source.put('opportunity', [{ ...WON, closed_at: '2026-03-31 15:30:00' }]);
    await models.build();
    expect(await query("select event_date from star.fct_opportunity_event where event = 'won'")).toEqual([
      { event_date: '2026-03-31' },
    ]);
  });
});

describe('customers', () => {
  test('two registrations of one buyer are one customer, and only the first order is new', async () => {
    await source.put('customer', [
      { id: 'crm:1', name: 'A' },
      { id: 'crm:2', name: 'A again' },
    ]);
    await source.put('identity', [
      { customer_id: 'crm:1', kind: 'tax_no', value_hash: 'x' },
      { customer_id: 'crm:2', kind: 'tax_no', value_hash: 'x' },
    ]);
    const order = { owner_id: 'crm:1', ordered_at: '2026-11-01 00:00:00', status: 'paid', amount: '10.00' };
    await source.put('order', [
      { ...order, id: 'crm:1', customer_id: 'crm:1', paid_at: '2026-11-02 00:00:00' },
      { ...order, id: 'crm:2', customer_id: 'crm:2', paid_at: '2026-11-03 00:00:00' },
    ]);
    await models.build();
    expect(
      await query('select order_id, customer_key, is_first_order from star.fct_order order by order_id'),
    ).toEqual([
      { order_id: 'crm:1', customer_key: 'crm:1', is_first_order: true },
      { order_id: 'crm:2', customer_key: 'crm:1', is_first_order: false },
    ]);
  });
});

describe('targets', () => {
  test('a unit holds what it has not passed on, and the year what its months leave over', async () => {
    const target = { metric: 'won_amount', subject_type: 'org_unit', subject_id: 'crm:1' };
    await source.put('target', [
      { ...target, id: 'crm:1', period: 'year', period_start: '2026-01-01', value: '1200.00' },
      { ...target, id: 'crm:2', period: 'month', period_start: '2026-11-01', value: '300.01' },
      {
        ...target,
        id: 'crm:3',
        subject_type: 'employee',
        subject_id: 'crm:1',
        period: 'month',
        period_start: '2026-11-01',
        value: '100.00',
      },
    ]);
    await models.build();
    expect(
      await query(`select subject_type, month(date) = 11 as is_november, sum(target) as target
        from star.fct_target_day group by all order by all`),
    ).toEqual([
      { subject_type: 'employee', is_november: true, target: '100.00' },
      { subject_type: 'org_unit', is_november: false, target: '899.99' },
      { subject_type: 'org_unit', is_november: true, target: '200.01' },
    ]);
  });
});

describe('publishing', () => {
  test('a build without a change keeps the version', async () => {
    const first = await models.build();
    const second = await models.build();
    expect([first.changed, second.changed, second.version]).toEqual([true, false, first.version]);
  });

  test('a failing test keeps the last good version', async () => {
    await models.build();
    await source.warehouse.write((connection) =>
      connection.run(
        "insert into crm.pipeline_stage (pipeline, id, name, rank, kind) values ('p', 'crm:new', 'twin', 9, 'open')",
      ),
    );
    await source.put('pipeline_stage', [{ pipeline: 'p', id: 'crm:x', name: 'X', rank: 3, kind: 'open' }]);
    await expect(models.build()).rejects.toThrow(/star\.dim_stage: key stage_key/);
    expect(await query('select version from star.publish')).toEqual([{ version: '1' }]);
    expect(
      await query("select count(*)::integer as stages from star.dim_stage where pipeline = 'p'"),
    ).toEqual([{ stages: 4 }]);
  });

  test('an increment touches what the changed row touches, and equals a full build', async () => {
    await source.put('opportunity', [
      { ...WON, id: 'crm:1' },
      { ...WON, id: 'crm:2', stage_id: 'crm:new', closed_at: null },
    ]);
    await models.build();
    await source.put('opportunity', [{ ...WON, id: 'crm:2', amount: '55.00' }]);
    const increment = await models.build();
    expect(increment.full).toBe(false);
    expect(increment.models.find((one) => one.model === 'star.fct_opportunity_event')).toMatchObject({
      affected: 1,
      removed: 1,
      added: 2,
    });
    const kept = await query('select * from star.fct_opportunity_event order by all');
    await models.build({ full: true, asOf: AS_OF });
    expect(await query('select * from star.fct_opportunity_event order by all')).toEqual(kept);
  });

  test('a deleted deal leaves the star', async () => {
    await source.put('opportunity', [WON]);
    await models.build();
    await source.remove('opportunity', [{ id: 'crm:1' }]);
    await models.build();
    expect(await query('select * from star.fct_opportunity_event')).toEqual([]);
    expect(await query('select * from star.fct_actual_day')).toEqual([]);
  });
});

describe('a publish in two steps', () => {
  const VERSIONS = `select
    (select count(*)::integer from star.fct_opportunity_event where event = 'won') as won,
    (select count(*)::integer from star.fct_pipeline_change) as changes`;

  test('what is live is out before the rest, which follows as a version of its own', async () => {
    await models.build();
    await source.put('opportunity', [WON]);
    const live = await models.buildLive();
    expect([live.version, ...(await query(VERSIONS))]).toEqual([2, { won: 1, changes: 0 }]);
    expect(await models.buildRest()).toMatchObject({ version: 3 });
    expect(await query(VERSIONS)).toEqual([{ won: 1, changes: 4 }]);
    expect(await models.buildRest()).toBeNull();
    expect((await models.build()).changed).toBe(false);
  });

  test('the rest knows what all steps before it changed', async () => {
    await models.build();
    await source.put('opportunity', [WON]);
    await models.buildLive();
    expect(await query(VERSIONS)).toEqual([{ won: 1, changes: 0 }]);
    await source.put('opportunity', [{ ...WON, id: 'crm:8' }]);
    await models.buildLive();
    expect(await query(VERSIONS)).toEqual([{ won: 2, changes: 0 }]);
    expect(models.isRestOwed()).toBe(true);
    expect(await models.buildRest()).toMatchObject({ full: false });
    expect(await query(VERSIONS)).toEqual([{ won: 2, changes: 8 }]);
    expect(models.isRestOwed()).toBe(false);
  });

  test('a whole build brings along what is owed', async () => {
    await models.build();
    await source.put('opportunity', [WON]);
    await models.buildLive();
    expect(await models.build()).toMatchObject({ full: false, changed: true });
    expect(await query(VERSIONS)).toEqual([{ won: 1, changes: 4 }]);
    await source.put('opportunity', [{ ...WON, id: 'crm:8' }]);
    await models.buildLive();
    await source.put('opportunity', [{ ...WON, id: 'crm:9' }]);
    expect(await models.build()).toMatchObject({ full: false });
    expect(await query(VERSIONS)).toEqual([{ won: 3, changes: 12 }]);
  });

  test('one that ended between its steps is built whole', async () => {
    await models.build();
    await source.put('opportunity', [WON]);
    await models.buildLive();
    expect(await query(VERSIONS)).toEqual([{ won: 1, changes: 0 }]);
    models = await createModels({
      warehouse: source.warehouse,
      settings: FIXTURE_SETTINGS,
      now: () => AS_OF,
    });
    expect(await models.build()).toMatchObject({ full: true, version: 3 });
    expect(await query(VERSIONS)).toEqual([{ won: 1, changes: 4 }]);
  });
});
