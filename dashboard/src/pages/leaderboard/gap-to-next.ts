import type { LeaderboardRow } from '../../../../server/contracts/leaderboard.ts';

type Standing = Pick<LeaderboardRow, 'id' | 'rank' | 'value' | 'target' | 'attainment'>;

/**
 * What each row lacks to draw level with the one ranked better, in the unit of the value; 0 inside a tie.
 * On an attainment board it is the value that lifts one's own attainment to the other's.
 */
export function gapsToNext(rows: readonly Standing[], measure: 'value' | 'attainment'): Map<string, number> {
  const gaps = new Map<string, number>();
  rows.forEach((row, index) => {
    const next = rows[index - 1];
    if (next === undefined || row.rank === null || row.value === null) return;
    const aim = measure === 'value' ? next.value : level(next.attainment, row.target);
    if (aim !== null) gaps.set(row.id, Math.max(0, aim - row.value));
  });
  return gaps;
}

function level(attainment: number | null, target: number | null): number | null {
  return attainment === null || target === null ? null : attainment * target;
}
