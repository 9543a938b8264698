import { beforeEach, describe, expect, test } from 'vitest';
import { createModels, type Models } from './models.ts';
import { FIXTURE_SETTINGS, openSourceFixture, type SourceFixture } from './source-fixture.ts';

const AS_OF = new Date('2026-11-20T04:00:00Z');

let source: SourceFixture;
let models: Models;

const query = (sql: string) => source.query(sql);

/** The legs of one day, or of all, in their order. */
function legs(where = 'true'): Promise<unknown[]> {
  return query(`select date, reason, owner_id, signed_amount from star.fct_pipeline_change
    where ${where} order by date, leg, part_id`);
}

/** What was open as the day ended. */
async function openOn(day: string): Promise<unknown> {
  const [row] = await query(`select count(*)::integer as deals, sum(amount) as amount from star.fct_pipeline
    where state = 'open' and valid_from_date <= '${day}' and valid_to_date > '${day}'`);
  return row;
}

beforeEach(async () => {
  source = await openSourceFixture();
  models = await createModels({ warehouse: source.warehouse, settings: FIXTURE_SETTINGS, now: () => AS_OF });
  await source.put('org_unit', [
    { id: 'crm:1', name: '全国' },
    { id: 'crm:2', name: 'East', parent_id: 'crm:1' },
  ]);
  await source.put('employee', [
    { id: 'crm:1', name: '王芳', org_unit_id: 'crm:2', hired_on: '2020-01-01' },
    { id: 'crm:2', name: 'Li Wei', org_unit_id: 'crm:2', hired_on: '2020-01-01' },
  ]);
  await source.put('pipeline_stage', [
    { pipeline: 'p', id: 'crm:new', name: 'New', rank: 1, kind: 'open' },
    { pipeline: 'p', id: 'crm:offer', name: 'Offer', rank: 2, kind: 'open' },
    { pipeline: 'p', id: 'crm:won', name: 'Won', rank: 3, kind: 'won' },
    { pipeline: 'p', id: 'crm:lost', name: 'Lost', rank: 4, kind: 'lost' },
  ]);
});

const DEAL = {
  id: 'crm:1',
  owner_id: 'crm:1',
  pipeline: 'p',
  stage_id: 'crm:new',
  amount: '100.00',
  created_at: '2026-11-02 02:00:00',
  updated_at: '2026-11-02 02:00:00',
  expected_close_on: '2026-11-30',
};

function audit(id: number, at: string, field: string, from: string | null, to: string | null) {
  return {
    ...{ id: `crm:${String(id)}`, record_type: 'opportunity', record_id: 'crm:1', at, field },
    ...{ old_value: from, new_value: to },
  };
}

describe('what was open on a day', () => {
  test('a deal that its source deleted is known on the days before, and leaves as deleted', async () => {
    await source.put('opportunity', [DEAL], '2026-11-03 00:00:00');
    await models.build();
    await source.put('opportunity', [{ ...DEAL, updated_at: '2026-11-10 02:00:00' }]);
    await source.remove('opportunity', [{ id: 'crm:1' }]);
    await models.build();
    expect(await openOn('2026-11-09')).toEqual({ deals: 1, amount: '100.00' });
    expect(await openOn('2026-11-10')).toEqual({ deals: 0, amount: null });
    expect(await legs()).toEqual([
      { date: '2026-11-02', reason: 'created', owner_id: 'crm:1', signed_amount: '100.00' },
      { date: '2026-11-10', reason: 'deleted', owner_id: 'crm:1', signed_amount: '-100.00' },
    ]);
  });

  test('without any history a closed deal was open from its creation to its close', async () => {
    const won = { stage_id: 'crm:won', closed_at: '2026-11-05 02:00:00', updated_at: '2026-11-19 02:00:00' };
    await source.put('opportunity', [{ ...DEAL, ...won }]);
    await models.build();
    expect(await openOn('2026-11-04')).toEqual({ deals: 1, amount: '100.00' });
    expect(await openOn('2026-11-05')).toEqual({ deals: 0, amount: null });
  });

  test('without an audit, what the syncs saw', async () => {
    await source.put('opportunity', [DEAL]);
    await source.put('opportunity', [{ ...DEAL, amount: '130.00', updated_at: '2026-11-12 02:00:00' }]);
    await models.build();
    expect(await openOn('2026-11-11')).toEqual({ deals: 1, amount: '100.00' });
    expect(await openOn('2026-11-12')).toEqual({ deals: 1, amount: '130.00' });
  });

  test('is stalled after fourteen days of silence, until somebody calls', async () => {
    await source.put('opportunity', [DEAL]);
    const call = { type: 'call', opportunity_id: 'crm:1', owner_id: 'crm:1' };
    await source.put('activity', [{ ...call, id: 'crm:a', at: '2026-11-18 02:00:00' }]);
    await models.build();
    expect(
      await query(`select is_stalled, valid_from_date, valid_to_date from star.fct_pipeline order by 2`),
    ).toEqual([
      { is_stalled: false, valid_from_date: '2026-11-02', valid_to_date: '2026-11-16' },
      { is_stalled: true, valid_from_date: '2026-11-16', valid_to_date: '2026-11-18' },
      { is_stalled: false, valid_from_date: '2026-11-18', valid_to_date: '2026-12-02' },
      { is_stalled: true, valid_from_date: '2026-12-02', valid_to_date: '9999-12-31' },
    ]);
  });
});

describe('the ledger', () => {
  test('a deal that changes hands, date and amount on the day it closes goes step by step', async () => {
    const won = { stage_id: 'crm:won', closed_at: '2026-11-10 09:00:00', updated_at: '2026-11-10 09:00:00' };
    const now = { owner_id: 'crm:2', amount: '120.00', expected_close_on: '2026-11-10' };
    await source.put('opportunity', [{ ...DEAL, ...won, ...now }]);
    await source.put('record_change', [
      audit(1, '2026-11-10 03:00:00', 'owner_id', '1', '2'),
      audit(2, '2026-11-10 04:00:00', 'amount', '100.00', '120.00'),
      audit(3, '2026-11-10 09:00:00', 'expected_close_on', '2026-11-30', '2026-11-10'),
    ]);
    await models.build();
    // 100 leaves with the old owner, joins with the new one, grows by 20 and is won as 120; a close is no pull-in
    expect(await legs("date = '2026-11-10'")).toEqual([
      { date: '2026-11-10', reason: 'left_scope', owner_id: 'crm:1', signed_amount: '-100.00' },
      { date: '2026-11-10', reason: 'joined_scope', owner_id: 'crm:2', signed_amount: '100.00' },
      { date: '2026-11-10', reason: 'increased', owner_id: 'crm:2', signed_amount: '20.00' },
      { date: '2026-11-10', reason: 'won', owner_id: 'crm:2', signed_amount: '-120.00' },
    ]);
  });

  test('a lost deal that comes back is reopened, not created', async () => {
    const change = (id: number, from: string | null, to: string, at: string) => ({
      ...{ id: `crm:${String(id)}`, opportunity_id: 'crm:1', changed_at: at },
      ...{ from_stage_id: from === null ? null : `crm:${from}`, to_stage_id: `crm:${to}` },
    });
    await source.put('opportunity', [{ ...DEAL, updated_at: '2026-11-12 02:00:00' }]);
    await source.put('stage_change', [
      change(1, null, 'new', '2026-11-02 02:00:00'),
      change(2, 'new', 'lost', '2026-11-05 02:00:00'),
      change(3, 'lost', 'new', '2026-11-12 02:00:00'),
    ]);
    await models.build();
    expect((await legs()).map((leg) => JSON.stringify(leg))).toEqual(
      [
        { date: '2026-11-02', reason: 'created', owner_id: 'crm:1', signed_amount: '100.00' },
        { date: '2026-11-05', reason: 'lost', owner_id: 'crm:1', signed_amount: '-100.00' },
        { date: '2026-11-12', reason: 'reopened', owner_id: 'crm:1', signed_amount: '100.00' },
      ].map((leg) => JSON.stringify(leg)),
    );
  });

  test('a deal that came and closed between two ends of days leaves no trace', async () => {
    const won = { stage_id: 'crm:won', closed_at: '2026-11-02 09:00:00' };
    await source.put('opportunity', [{ ...DEAL, ...won }]);
    await models.build();
    expect(await legs()).toEqual([]);
  });

  test('a helper who becomes the owner takes the share along, and nothing is lost', async () => {
    await source.put('opportunity', [{ ...DEAL, owner_id: 'crm:2', updated_at: '2026-11-10 03:00:00' }]);
    await source.put('record_change', [audit(1, '2026-11-10 03:00:00', 'owner_id', '1', '2')]);
    await source.put('credit', [
      { record_type: 'opportunity', record_id: 'crm:1', employee_id: 'crm:2', share: '0.3' },
    ]);
    await models.build();
    expect(await legs("date = '2026-11-10'")).toEqual([
      { date: '2026-11-10', reason: 'left_scope', owner_id: 'crm:1', signed_amount: '-70.00' },
      { date: '2026-11-10', reason: 'left_scope', owner_id: 'crm:2', signed_amount: '-30.00' },
      { date: '2026-11-10', reason: 'joined_scope', owner_id: 'crm:2', signed_amount: '70.00' },
      { date: '2026-11-10', reason: 'joined_scope', owner_id: 'crm:2', signed_amount: '30.00' },
    ]);
  });
});
