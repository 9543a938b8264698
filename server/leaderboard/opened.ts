import type { LeaderboardQuery } from '../contracts/leaderboard.ts';

/** What the company lets everybody see ranked, over everybody. */
export interface OpenedBoards {
  readonly open: readonly { readonly metric: string; readonly entry: string }[];
  /** Places above and below the own one that are shown where a board is closed. */
  readonly neighbours: number;
}

/** `metric` is the member that the query names; `headline` in the configuration means the company's own. */
export function isOpened(
  query: LeaderboardQuery,
  metric: string,
  headline: string,
  boards: OpenedBoards,
): boolean {
  return boards.open.some((one) => {
    const wanted = one.metric === 'headline' ? headline : one.metric;
    return (wanted === '*' || wanted === metric) && (one.entry === '*' || one.entry === query.entry);
  });
}
