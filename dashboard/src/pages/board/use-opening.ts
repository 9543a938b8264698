import { belowDimensions, useTargets, useTargetsBelow, type BoardScope } from './board.queries.ts';
import { nextBelow } from './below.ts';
import { openingClauses, type Clause } from './opening.ts';
import { unitRows } from './unit-rows.ts';
import { useKpis } from './use-kpis.ts';
import type { Scope } from '../../lib/use-scope.ts';

/** The sentence waits until every figure it may speak of is there, so that it never changes its mind while loading. */
export function useOpening({ org, place }: Scope, board: BoardScope | null): Clause[] {
  const below = org && place ? nextBelow(org, place) : null;
  const targets = useTargets(board, board?.period ?? null).data;
  const rows = useTargetsBelow(board, below).data;
  const kpis = useKpis(board);
  if (!board || !targets || !kpis.now.data || !kpis.compared.data || (below && !rows)) return [];

  const [total] = targets;
  const [now] = kpis.now.data;
  const [then] = kpis.compared.data;
  const pair = (member: string, counted: string = member) => {
    const records = [now?.figure(counted) ?? null, then?.figure(counted) ?? null].filter(
      (count) => count !== null,
    );
    return {
      now: now?.figure(member) ?? null,
      then: then?.figure(member) ?? null,
      records: records.length < 2 ? null : Math.min(...records),
    };
  };
  return openingClauses({
    attainment: total?.figure('targets.attainment') ?? null,
    progressGap: total?.figure('targets.progress_gap') ?? null,
    actual: total?.figure('targets.actual') ?? null,
    actualThen: then?.figure(board.headline.member) ?? null,
    isRunning: board.period.isRunning,
    units: below && rows ? unitRows(rows, ...belowDimensions(board, 'targets', below)) : [],
    watched: [
      { key: 'newCustomers', ...pair('sales.new_customer_count') },
      { key: 'created', ...pair('sales.created_count') },
      { key: 'won', ...pair('sales.won_count') },
      { key: 'averageDeal', ...pair('sales.avg_deal_size', 'sales.won_count') },
    ],
    winRate: pair('sales.win_rate', 'sales.won_count'),
  });
}
