import { describe, expect, it } from 'vitest';
import { rowQuestion } from './explain-row.ts';

const window = { kind: 'month' as const, from: '2026-11-01', to: '2026-11-28', end: '2026-11-30' };
const board = {
  metric: 'sales.won_amount',
  attribution: 'as_is' as const,
  window: { ...window, workingDays: 21, workingDaysElapsed: 19, workingDaysLeft: 2, timeProgress: 0.9 },
  scope: { id: 'e', name: '华东', type: 'region', depth: 2, path: '/r/e/', ancestors: [] },
};
const east = { member: 'sales.org_l2_id', operator: 'equals', values: ['e'] };
const of = (row: Parameters<typeof rowQuestion>[1], attribution: 'as_is' | 'as_was' = 'as_is') =>
  rowQuestion({ ...board, attribution }, row).filters;

describe('the question behind a place on the board', () => {
  it('is over the board’s days and scope', () => {
    expect(rowQuestion(board, null)).toEqual({
      measures: ['sales.won_amount'],
      timeDimensions: [{ dimension: 'sales.date', dateRange: ['2026-11-01', '2026-11-28'] }],
      filters: [east],
    });
  });

  it('asks for a person, for a unit at its depth, and for those who hang on a unit itself', () => {
    expect(of({ kind: 'person', id: 'p', unitId: 't', path: '/r/e/t/' })).toEqual([
      east,
      { member: 'sales.owner_id', operator: 'equals', values: ['p'] },
    ]);
    expect(of({ kind: 'unit', id: 't', unitId: 't', path: '/r/e/t/' })).toEqual([
      east,
      { member: 'sales.org_l3_id', operator: 'equals', values: ['t'] },
    ]);
    expect(of({ kind: 'own', id: 'own:e', unitId: 'e', path: '/r/e/' })).toEqual([
      east,
      { member: 'sales.org_id', operator: 'equals', values: ['e'] },
    ]);
  });

  it('looks as was at every depth', () => {
    const [, unit] = of({ kind: 'unit', id: 't', unitId: 't', path: '/r/e/t/' }, 'as_was') ?? [];
    expect(unit).toMatchObject({
      or: expect.arrayContaining([{ ...east, member: 'sales.org_then_l5_id', values: ['t'] }]),
    });
  });
});
