import type { LeaderboardAnswer } from '../../../../server/contracts/leaderboard.ts';

type Total = LeaderboardAnswer['total'];

/** Whether the target is reached, so that what is above it is told and not a need below zero. */
export function isOver(total: Total): total is Total & { value: number; target: number } {
  return total.value !== null && total.target !== null && total.target > 0 && total.value >= total.target;
}
