import { expect, test } from 'vitest';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { flowMembers, waterfall } from './waterfall.ts';

function row(figures: Record<string, number>): FigureRow {
  return {
    figure: (member) => (flowMembers.includes(member) ? (figures[member.split('.')[1] ?? ''] ?? 0) : null),
    text: () => null,
  };
}

test('each bar hangs where the one before ended, and what did not happen is left out', () => {
  const steps = waterfall(row({ opening: 100, created: 50, decreased: 20, won: 70, closing: 60 }));
  expect(steps.map(({ member, value, from, to }) => [member.split('.')[1], value, from, to])).toEqual([
    ['opening', 100, 0, 100],
    ['created', 50, 100, 150],
    ['decreased', -20, 130, 150],
    ['won', -70, 60, 130],
    ['closing', 60, 0, 60],
  ]);
});

test('a pipeline that nobody touched is its opening and its closing', () => {
  expect(waterfall(row({ opening: 5, closing: 5 })).map(({ kind }) => kind)).toEqual(['level', 'level']);
});
