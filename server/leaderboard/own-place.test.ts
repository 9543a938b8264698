import { describe, expect, it } from 'vitest';
import type { LeaderboardAnswer, LeaderboardRow } from '../contracts/leaderboard.ts';
import { createOrgTree } from '../published/org-tree.ts';
import { isOpened } from './opened.ts';
import { ownPlace } from './own-place.ts';

const org = createOrgTree(
  [
    {
      ...{ id: 'r', name: 'All', type: null, parentId: null, depth: 1, path: '/r/', sort: 1 },
      ...{ isClosed: false, peopleCount: 6 },
    },
  ],
  [],
);

function row(id: string, rank: number, value: number): LeaderboardRow {
  return {
    ...{ rank, rankChange: null, isNew: false, kind: 'person', id, name: id.toUpperCase(), path: '/r/' },
    ...{ unitId: 'r', unitName: null, value, valueChange: null, target: null, attainment: null },
    ...{
      lastAt: null,
      active: true,
      role: null,
      photoUrl: null,
      hiredOn: null,
      leftOn: null,
      movedFrom: null,
    },
  };
}
const rows = [row('a', 1, 100), row('b', 2, 60), row('c', 2, 60), row('d', 4, 30), row('e', 5, 10)];
const board = (some: LeaderboardRow[]) =>
  ({ rows: some, ranked: some.length, measure: 'value' }) as unknown as LeaderboardAnswer;
const scopes = [{ unitId: 'r', unitName: 'All', rank: 4, of: 5 }];
const closed = { neighbours: 0, average: 52, scopes, isToldOf: () => false };
const me = (personId: string) => ({ personId, homeUnitId: 'r' });

describe('the own place', () => {
  it('tells the rank, the gap to the next better place, and the average, and nobody’s name', () => {
    expect(ownPlace(board(rows), me('d'), org, closed)).toEqual({
      ...{ rank: 4, of: 5, name: 'D', value: 30, gapToNext: 30, neighbours: [] },
      // (100 + 60 + 60 + 30 + 10) ÷ 5
      average: 52,
      scopes,
    });
    // equals are not above each other
    expect(ownPlace(board(rows), me('c'), org, closed)).toMatchObject({ rank: 2, gapToNext: 40 });
    expect(ownPlace(board(rows), me('a'), org, closed)).toMatchObject({ rank: 1, gapToNext: null });
  });

  it('keeps an average to itself that is not told', () => {
    expect(ownPlace(board(rows), me('d'), org, { ...closed, average: null })?.average).toBeNull();
  });

  it('tells no figure of the own unit that would be somebody else’s', () => {
    const units = rows.map((one): LeaderboardRow => ({
      ...one,
      kind: 'unit',
      id: one.id === 'd' ? 'r' : one.id,
    }));
    const place = (isToldOf: (id: string) => boolean) =>
      ownPlace(board(units), me('x'), org, { ...closed, isToldOf });
    expect(place(() => false)).toMatchObject({ rank: 4, value: null, gapToNext: 30 });
    expect(place((id) => id === 'r')).toMatchObject({ rank: 4, value: 30 });
  });

  it('names as many neighbours as were opened', () => {
    const names = (personId: string, neighbours: number) =>
      ownPlace(board(rows), me(personId), org, { ...closed, neighbours })?.neighbours.map(({ name }) => name);
    expect(names('d', 1)).toEqual(['C', 'E']);
    expect(names('e', 2)).toEqual(['C', 'D']);
  });

  it('is none for somebody who is not on the board', () => {
    expect(ownPlace(board(rows), me('z'), org, closed)).toBeNull();
  });
});

describe('an opened board', () => {
  const query = { entry: 'person', metric: 'headline' } as never;
  it('is one that the configuration names by metric and by level', () => {
    const opens = (metric: string, entry: string) =>
      isOpened(query, 'sales.won_amount', 'sales.won_amount', { open: [{ metric, entry }], neighbours: 0 });
    expect([opens('headline', 'person'), opens('*', '*'), opens('sales.won_amount', '*')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([opens('sales.revenue', 'person'), opens('headline', 'type:team')]).toEqual([false, false]);
  });
});
