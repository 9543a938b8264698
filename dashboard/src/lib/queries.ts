import { QueryCache, QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { LoadQuery } from '../../../server/contracts/load.ts';
import { orgAnswer, type OrgAnswer } from '../../../server/contracts/org.ts';
import { statusAnswer, type StatusAnswer } from '../../../server/contracts/status.ts';
import { ApiError, getAnswer, loadCube } from './api-client.ts';
import { toRows, type FigureRow } from './figure-rows.ts';

/** Everything is fresh until the next publish says otherwise (live-events.tsx), so nothing is asked for twice. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      // The session is over: ask who we are, which leads to the sign-in page.
      onError: (error) => {
        if (error instanceof ApiError && error.status === 401)
          void client.invalidateQueries({ queryKey: ['session'] });
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => !isFinal(error) && failures < 2,
        retryDelay: (attempt) => 400 * 2 ** attempt,
      },
    },
  });
  return client;
}

/** Asking again at once will not help: our question is wrong, or there is nothing to show yet. */
function isFinal(error: Error): boolean {
  return error instanceof ApiError && (error.status < 500 || error.code === 'not_published');
}

export function useStatus(): UseQueryResult<StatusAnswer> {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => getAnswer(statusAnswer, '/api/status', signal),
    // Before the first publish nothing announces itself; afterwards events keep this answer current.
    refetchInterval: (query) => (query.state.data ? 60_000 : 2_000),
  });
}

export function useOrg(): UseQueryResult<OrgAnswer> {
  const isPublished = useStatus().data !== undefined;
  return useQuery({
    queryKey: ['org'],
    enabled: isPublished,
    queryFn: ({ signal }) => getAnswer(orgAnswer, '/api/org', signal),
  });
}

/**
 * Figures from the metric layer; the key is the whole request. `null` waits (for today's date, for the tree).
 * The last figures stay while new ones load only for the same request, so a figure never stands under a wrong title.
 */
export function useFigures(query: LoadQuery | null): UseQueryResult<FigureRow[]> {
  return useQuery({
    queryKey: ['figures', query],
    enabled: query !== null,
    queryFn: async ({ signal }) => toRows((await loadCube(query ?? {}, signal)).data),
  });
}
