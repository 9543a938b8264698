import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { latestDealsAnswer, type LatestDealsAnswer } from '../../../../server/contracts/events.ts';
import {
  leaderboardAnswer,
  type LeaderboardAnswer,
  type LeaderboardQuery,
} from '../../../../server/contracts/leaderboard.ts';
import { getAnswer } from '../../lib/api-client.ts';

/** The key is the whole question, so a publish asks again for exactly the boards on screen. */
function leaderboardOptions(question: LeaderboardQuery) {
  return queryOptions({
    queryKey: ['leaderboard', boardKey(question), question.limit],
    queryFn: ({ signal }) => getAnswer(leaderboardAnswer, `/api/leaderboard?${search(question)}`, signal),
  });
}

/** The same for the same board, however many of its rows are asked for. */
export function boardKey(question: LeaderboardQuery): string {
  return search({ ...question, limit: 1 });
}

/** A longer list of the same board keeps the shorter one up while it loads; another board never stands in for this one. */
export function useLeaderboard(question: LeaderboardQuery): UseQueryResult<LeaderboardAnswer> {
  const options = leaderboardOptions(question);
  return useQuery({
    ...options,
    placeholderData: (shown, asked) => (asked?.queryKey[1] === options.queryKey[1] ? shown : undefined),
  });
}

/** A wall has nobody to press "try again": it asks by itself, also while the event stream is broken. */
export function useWallLeaderboard(question: LeaderboardQuery): UseQueryResult<LeaderboardAnswer> {
  return useQuery({
    ...leaderboardOptions(question),
    refetchInterval: (query) => (query.state.status === 'error' ? 5_000 : 60_000),
  });
}

export function useLatestDeals(scope: string | null, limit: number): UseQueryResult<LatestDealsAnswer> {
  const question = new URLSearchParams({ limit: String(limit), ...(scope === null ? {} : { scope }) });
  return useQuery({
    queryKey: ['deals', 'latest', scope, limit],
    queryFn: ({ signal }) => getAnswer(latestDealsAnswer, `/api/deals/latest?${question.toString()}`, signal),
    refetchInterval: 60_000,
  });
}

function search(question: Partial<LeaderboardQuery>): string {
  const words = Object.entries(question).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return new URLSearchParams(words).toString();
}
