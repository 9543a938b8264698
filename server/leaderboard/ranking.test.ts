import { describe, expect, it } from 'vitest';
import { attainmentOf, compareBoards, rankEntrants, type Entrant } from './ranking.ts';

function entrant(id: string, value: number | null, more: Partial<Entrant> = {}): Entrant {
  return { id, value, target: null, lastAt: null, ...more };
}

const places = (rows: readonly { id: string; rank: number | null }[]) =>
  rows.map((row) => `${row.rank ?? '—'} ${row.id}`);

describe('ranking', () => {
  it('ranks 1, 2, 2, 4 when two are equal', () => {
    const rows = rankEntrants([entrant('d', 5), entrant('b', 8), entrant('c', 8), entrant('a', 10)], 'value');
    expect(places(rows)).toEqual(['1 a', '2 b', '2 c', '4 d']);
  });

  it('puts who reached the value earlier first inside a tie, and leaves the number equal', () => {
    const rows = rankEntrants(
      [
        entrant('late', 8, { lastAt: '2026-03-05T10:00:00' }),
        entrant('early', 8, { lastAt: '2026-03-04T18:00:00' }),
      ],
      'value',
    );
    expect(places(rows)).toEqual(['1 early', '1 late']);
  });

  it('falls back to the id when the moment is equal too', () => {
    const at = { lastAt: '2026-03-04T18:00:00' };
    expect(places(rankEntrants([entrant('z', 1, at), entrant('y', 1, at)], 'value'))).toEqual(['1 y', '1 z']);
  });

  it('includes those with zero and ranks them together, last', () => {
    const rows = rankEntrants([entrant('n2', 0), entrant('n1', 0), entrant('a', 3)], 'value');
    expect(places(rows)).toEqual(['1 a', '2 n1', '2 n2']);
  });

  it('lists who has no value unranked below', () => {
    expect(places(rankEntrants([entrant('none', null), entrant('zero', 0)], 'value'))).toEqual([
      '1 zero',
      '— none',
    ]);
  });

  it('ranks a negative value below zero', () => {
    expect(places(rankEntrants([entrant('refunded', -5), entrant('zero', 0)], 'value'))).toEqual([
      '1 zero',
      '2 refunded',
    ]);
  });

  it('ranks attainment by value over target and lists people without a target below, by value', () => {
    const rows = rankEntrants(
      [
        entrant('big', 900, { target: 1000 }), // 0.9
        entrant('small', 120, { target: 100 }), // 1.2
        entrant('free', 50),
        entrant('freer', 70),
        entrant('zero-target', 60, { target: 0 }),
      ],
      'attainment',
    );
    expect(places(rows)).toEqual(['1 small', '2 big', '— freer', '— zero-target', '— free']);
    expect(rows.map((row) => row.attainment)).toEqual([1.2, 0.9, null, null, null]);
  });

  it('breaks a tie of attainment by the moment, not by the larger value', () => {
    const rows = rankEntrants(
      [
        entrant('large', 500, { target: 1000, lastAt: '2026-03-05T10:00:00' }),
        entrant('small', 50, { target: 100, lastAt: '2026-03-04T10:00:00' }),
      ],
      'attainment',
    );
    expect(places(rows)).toEqual(['1 small', '1 large']);
  });

  it('knows no attainment without a target', () => {
    expect(attainmentOf(5, 0)).toBeNull();
    expect(attainmentOf(5, null)).toBeNull();
    expect(attainmentOf(0, 5)).toBe(0);
  });
});

describe('the board beside its baseline', () => {
  const then = rankEntrants([entrant('a', 10), entrant('b', 8), entrant('gone', 9)], 'value'); // a 1, gone 2, b 3
  const now = rankEntrants([entrant('b', 20.1), entrant('a', 10.3), entrant('new', 4)], 'value'); // b 1, a 2, new 3

  it('tells the climb, the fall, the new and the left', () => {
    const { rows, left } = compareBoards(now, then);
    expect(rows.map((row) => [row.id, row.rankChange, row.valueChange, row.isNew])).toEqual([
      ['b', 2, 12.1, false],
      ['a', -1, 0.3, false],
      ['new', null, null, true],
    ]);
    expect(left.map((row) => [row.id, row.rank])).toEqual([['gone', 2]]);
  });

  it('calls nobody new when there is no baseline', () => {
    const { rows, left } = compareBoards(now, null);
    expect(rows.every((row) => !row.isNew && row.rankChange === null && row.valueChange === null)).toBe(true);
    expect(left).toEqual([]);
  });

  it('has no change of rank for who was on the baseline unranked', () => {
    const unranked = rankEntrants([entrant('a', 1)], 'attainment');
    const ranked = rankEntrants([entrant('a', 1, { target: 2 })], 'attainment');
    expect(compareBoards(ranked, unranked).rows[0]).toMatchObject({
      rank: 1,
      rankChange: null,
      isNew: false,
    });
  });
});
