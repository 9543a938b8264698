import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { explainAnswer, type ExplainAnswer } from '../../../server/contracts/explain.ts';
import type { LoadQuery } from '../../../server/contracts/load.ts';
import { getAnswer } from '../lib/api-client.ts';

export const ROWS_ON_A_PAGE = 20;

/** Where a figure comes from, with one page of its rows. The page before stays until the next is there. */
export function useExplanation(question: LoadQuery, page: number): UseQueryResult<ExplainAnswer> {
  const offset = page * ROWS_ON_A_PAGE;
  return useQuery({
    queryKey: ['explain', question, page],
    placeholderData: (before, query) =>
      JSON.stringify(query?.queryKey[1]) === JSON.stringify(question) ? keepPreviousData(before) : undefined,
    queryFn: ({ signal }) => {
      const search = new URLSearchParams({
        query: JSON.stringify(question),
        limit: String(ROWS_ON_A_PAGE),
        offset: String(offset),
      });
      return getAnswer(explainAnswer, `/api/explain?${search.toString()}`, signal);
    },
  });
}
