import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainAnswer } from '../../server/contracts/explain.ts';
import { latestDealsAnswer } from '../../server/contracts/events.ts';
import { leaderboardAnswer } from '../../server/contracts/leaderboard.ts';
import { openGuardedCompany, type GuardedCompany, type Visitor } from './access-fixture.ts';
import { NOW } from './company-fixture.ts';

let guarded: GuardedCompany;

beforeAll(async () => {
  guarded = await openGuardedCompany({
    boards: { open: [{ metric: '*', entry: 'person' }], neighbours: 1 },
    columns: { hide: {}, mask: { rep: ['amounts', 'phone', 'address'], manager: ['phone'] } },
  });
  // nobody holds these two: one in the pool of Shanghai, one in that of West
  await guarded.company.source.put('customer', [
    { id: 'crm:p1', name: 'Shanghai Pond', phone: '13812340001', address: '上海市浦东新区张江路1号', pool_unit_id: 'crm:4', created_at: '2026-11-01 01:00:00' }, // prettier-ignore
    { id: 'crm:p2', name: 'West Pond', phone: '13812340002', address: '四川省成都市武侯区2号', pool_unit_id: 'crm:3', created_at: '2026-11-01 01:00:00' }, // prettier-ignore
  ]);
  await guarded.company.publish(NOW);
});
afterAll(() => guarded.close());

async function load(visitor: Visitor, query: object) {
  const response = await visitor.ask('/cubejs-api/v1/load', { json: { query } });
  return { status: response.status, text: await response.text() };
}

const POND = {
  dimensions: ['pool.record_name', 'pool.phone', 'pool.address'],
  filters: [
    { member: 'pool.record_type', operator: 'equals', values: ['customer'] },
    { member: 'pool.is_private', operator: 'equals', values: ['false'] },
  ],
};

describe('columns that a role sees masked', () => {
  it('are no figure in answers, rankings, news and explanations', async () => {
    const ann = await guarded.signedIn('ann');
    const amount = { measures: ['sales.won_amount', 'sales.won_count'] };
    expect((await load(ann, amount)).text).toMatch(/"sales.won_amount":null,"sales.won_count":"3"/);
    const board = leaderboardAnswer.parse(await ann.json('/api/leaderboard'));
    expect(board.rows.map(({ value, rank }) => [value, rank])).toEqual(board.rows.map(() => [null, null]));
    expect(board.rows.length).toBeGreaterThan(3);
    expect([board.total.value, board.me?.value ?? null, board.me?.gapToNext ?? null]).toEqual([
      null,
      null,
      null,
    ]);
    const counted = leaderboardAnswer.parse(await ann.json('/api/leaderboard?metric=sales.won_count'));
    expect(counted.rows[0]?.value).toBeGreaterThan(0);
    const { deals } = latestDealsAnswer.parse(await ann.json('/api/deals/latest'));
    expect(deals.length).toBeGreaterThan(0);
    expect(new Set(deals.map((deal) => deal.amount))).toEqual(new Set([null]));
    const query = encodeURIComponent(JSON.stringify({ measures: ['sales.won_amount'] }));
    const explained = explainAnswer.parse(await ann.json(`/api/explain?query=${query}`));
    expect([explained.value, explained.parts[0]?.value]).toEqual([null, null]);
    expect(JSON.stringify(explained.rows)).not.toMatch(/100\.1|230\.1/);
  });

  it('choose and order nothing', async () => {
    const ann = await guarded.signedIn('ann');
    for (const query of [
      {
        dimensions: ['sales.record_id'],
        filters: [{ member: 'sales.won_amount', operator: 'gt', values: ['99'] }],
      },
      {
        measures: ['sales.won_count'],
        dimensions: ['sales.record_id'],
        order: { 'sales.won_amount': 'desc' },
      },
    ]) {
      const { status, text } = await load(ann, query);
      expect([status, text]).toEqual([403, expect.stringMatching(/forbidden_member/)]);
    }
  });

  it('stay whole for a role from which nothing is kept', async () => {
    const analyst = await guarded.signedIn('analyst');
    expect((await load(analyst, { measures: ['sales.won_amount'] })).text).toMatch(/"1270.20"/);
    const reached = { dimensions: ['customers.customer_name', 'customers.customer_phone'] };
    expect((await load(analyst, reached)).text).toMatch(/13812340002/);
    expect((await load(await guarded.signedIn('east'), reached)).text).not.toMatch(/1381234/);
  });
});

describe('the public pool of the own unit', () => {
  it('is seen by its members, with phone and address masked, and no other unit’s', async () => {
    const text = (await load(await guarded.signedIn('ann'), POND)).text;
    expect(text).toMatch(/Shanghai Pond","pool.phone":"138\*\*\*\*0001","pool.address":"上海市浦东新区"/);
    expect(text).not.toMatch(/West Pond|13812340001|张江路/);
  });

  it('is not seen by somebody who stands nowhere', async () => {
    expect((await load(await guarded.signedIn('new'), POND)).text).not.toMatch(/Pond/);
  });

  it('moves with the person', async () => {
    const { accounts } = guarded.directory;
    await accounts.change(
      accounts.byLogin('new')!.id,
      { standings: [{ unitId: 'crm:3', kind: 'member' }] },
      'test',
    );
    const text = (await load(await guarded.signedIn('new'), POND)).text;
    expect(text).toMatch(/West Pond/);
    expect(text).not.toMatch(/Shanghai Pond/);
  });
});
