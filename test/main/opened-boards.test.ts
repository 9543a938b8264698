import { afterAll, beforeAll, expect, it } from 'vitest';
import { leaderboardAnswer } from '../../server/contracts/leaderboard.ts';
import { orgAnswer } from '../../server/contracts/org.ts';
import { latestDealsAnswer } from '../../server/contracts/events.ts';
import { openGuardedCompany, type GuardedCompany, type Visitor } from './access-fixture.ts';

let guarded: GuardedCompany;

beforeAll(async () => {
  guarded = await openGuardedCompany({
    boards: {
      open: [
        { metric: 'headline', entry: 'depth:2' },
        { metric: 'sales.won_count', entry: 'person' },
      ],
      neighbours: 1,
    },
    columns: { mask: {}, hide: { manager: ['amounts'] } },
  });
});
afterAll(() => guarded.close());

async function board(visitor: Visitor, query: string) {
  return leaderboardAnswer.parse(await visitor.json(`/api/leaderboard?${query}`));
}

it('ranks everybody for everybody where the company says so, and opens no row by it', async () => {
  const ann = await guarded.signedIn('ann');
  const regions = await board(ann, 'entry=depth:2');
  expect(regions.rows.map(({ id, value }) => [id, value])).toEqual([
    ['crm:2', 600.2],
    ['crm:3', 0],
  ]);
  expect(regions.me).toMatchObject({ rank: 1, of: 2, name: 'East' });
  // regions are ranked in the company alone
  expect(regions.me?.scopes.map(({ unitId, rank, of }) => [unitId, rank, of])).toEqual([['crm:1', 1, 2]]);
  const org = orgAnswer.parse(await ann.json('/api/org'));
  expect(org.units.map(({ id }) => id)).toEqual(['crm:1', 'crm:2', 'crm:4']);
});

it('tells of others their names and totals alone', async () => {
  const ann = await guarded.signedIn('ann');
  const { rows } = await board(ann, 'metric=sales.won_count');
  const told = rows.map(({ id, value, hiredOn, lastAt }) => [id, value, hiredOn, lastAt?.slice(0, 10)]);
  expect(told).toContainEqual(['crm:ann', 2, '2025-01-01', '2026-11-10']);
  expect(told).toContainEqual(['crm:bo', 1, null, undefined]);
  expect(told).toContainEqual(['crm:fay', 0, null, undefined]);
  // who sees a person's rows anyway may know since when
  const analyst = await board(await guarded.signedIn('analyst'), 'metric=sales.won_count');
  expect(analyst.rows.find(({ id }) => id === 'crm:fay')?.hiredOn).toBe('2026-11-02');
});

it('tells the own place on a closed board, the neighbours that were opened, and the average of five', async () => {
  const ann = await guarded.signedIn('ann');
  const people = await board(ann, 'entry=person');
  expect(people.rows.map(({ id }) => id)).toEqual(['crm:ann']);
  // 300, 150.10, 150.10, 0, 0: (600.20) ÷ 5
  expect(people.me).toEqual({
    ...{ rank: 2, of: 5, name: 'Ann', value: 150.1, gapToNext: 149.9, average: 120.04 },
    // of three in the East and in its team, of five in the company
    scopes: [
      { unitId: 'crm:4', unitName: 'Shanghai', rank: 1, of: 2 },
      { unitId: 'crm:2', unitName: 'East', rank: 2, of: 3 },
      { unitId: 'crm:1', unitName: '全国', rank: 2, of: 5 },
    ],
    neighbours: [
      { rank: 2, name: 'Bo', value: 150.1, attainment: null },
      { rank: 4, name: 'Dora', value: 0, attainment: null },
    ],
  });
  // what her team of two did, less her own, would be Bo's
  const teams = await board(ann, 'entry=depth:3&metric=sales.created_count');
  expect(teams.me).toMatchObject({ name: 'Shanghai', rank: 1, value: null });
  expect((await board(ann, 'entry=depth:1&metric=sales.created_count')).me?.value).not.toBeNull();
  // three people in the East: their average would say too much
  expect((await board(ann, 'entry=person&scope=crm:2')).me).toMatchObject({ rank: 2, of: 3, average: null });
});

it('keeps a hidden column from its role by every path', async () => {
  const east = await guarded.signedIn('east');
  expect((await east.ask('/api/leaderboard?entry=depth:2')).status).toBe(403);
  const load = await east.ask('/cubejs-api/v1/load', { json: { query: { measures: ['sales.won_amount'] } } });
  expect(load.status).toBe(403);
  const ordered = { measures: ['sales.won_count'], order: { 'sales.won_amount': 'asc' } };
  expect((await east.ask('/cubejs-api/v1/load', { json: { query: ordered } })).status).toBe(403);
  expect(JSON.stringify(await east.json('/cubejs-api/v1/meta'))).not.toContain('"sales.won_amount"');
  const explain = encodeURIComponent(JSON.stringify({ measures: ['sales.won_amount'] }));
  expect((await east.ask(`/api/explain?query=${explain}`)).status).toBe(403);
  const { deals } = latestDealsAnswer.parse(await east.json('/api/deals/latest'));
  expect(deals.length).toBeGreaterThan(0);
  expect(deals.every(({ amount }) => amount === null)).toBe(true);
});
