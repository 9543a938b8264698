import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use, type ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { sessionAnswer, type CallerAnswer, type SessionAnswer } from '../../../server/contracts/session.ts';
import { ApiError, getAnswer, sendChange, type ChangeMethod } from './api-client.ts';

export const SESSION_KEY = ['session'] as const;

const SessionContext = createContext<SessionAnswer | null>(null);

/** Lets in who may come in, and leads everybody else to the sign-in page and back. */
export function SessionGate({ children }: { children: ReactNode }) {
  const location = useLocation();
  const session = useSessionQuery();
  if (session.isPending) return null;
  // Without an answer the screens say themselves what is wrong, and show what they had.
  if (session.data?.caller === null) {
    const to = encodeURIComponent(`${location.pathname}${location.search}`);
    return <Navigate to={`/sign-in?to=${to}`} replace />;
  }
  return <SessionContext value={session.data ?? null}>{children}</SessionContext>;
}

export function useSessionQuery() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: ({ signal }) => getAnswer(sessionAnswer, '/api/session', signal),
    // An answer with 401 asks at once (queries.ts); this notices what no question noticed.
    refetchInterval: 5 * 60_000,
    retry: (failures, error) => !(error instanceof ApiError && error.status < 500) && failures < 2,
  });
}

/** Who looks at the screen; null while that is not known. */
export function useSession(): SessionAnswer | null {
  return use(SessionContext);
}

/** Whether the screen offers something; the server decides by itself. */
export function useMay(ability: CallerAnswer['abilities'][number]): boolean {
  return useSession()?.caller?.abilities.includes(ability) === true;
}

/** Sends a change with the session's token. */
export function useSend() {
  const client = useQueryClient();
  return async (method: ChangeMethod, path: string, body?: unknown): Promise<unknown> => {
    const token = client.getQueryData<SessionAnswer>(SESSION_KEY)?.caller?.csrfToken ?? null;
    return await sendChange(method, path, body, token);
  };
}

/**
 * Where to go after signing in: a place of this site, and never another's. Browsers leave tabs and line ends out of an
 * address, so that a slash, a tab and a slash lead to another site as two slashes do.
 */
export function ownPath(to: string | null): string {
  return to !== null && /^\/(?![/\\])[^\p{Control}]*$/u.test(to) && !to.startsWith('/sign-in') ? to : '/';
}
