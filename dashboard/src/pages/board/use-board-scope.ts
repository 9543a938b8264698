import { useMemo } from 'react';
import { useStatus } from '../../lib/queries.ts';
import type { Scope } from '../../lib/use-scope.ts';
import type { BoardScope } from './board.queries.ts';

/** The header's choices with what the company calls performance: what every card of the board asks about. */
export function useBoardScope({ place, period, address }: Scope): BoardScope | null {
  const status = useStatus().data;
  const headline = status?.headline;
  const clock = status?.asOfLocal?.split(/[T ]/)[1]?.slice(0, 8);
  const { attribution, comparison } = address;
  return useMemo(
    () =>
      place && period && headline && clock
        ? {
            place,
            period,
            attribution,
            comparison,
            headline: { metric: headline.metric, member: headline.member },
            clock,
          }
        : null,
    [place, period, attribution, comparison, headline, clock],
  );
}
