import type { leaderboard as english } from '../en/leaderboard.ts';

export const leaderboard: typeof english = {
  title: '排行榜',
};
