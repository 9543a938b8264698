import { useComparedCut, useSpanFigures, useTrend, type BoardScope } from './board.queries.ts';

/** The tiles in reading order. */
export const tileMembers = [
  'sales.won_count',
  'sales.win_rate',
  'sales.new_customer_count',
  'sales.avg_deal_size',
  'sales.median_cycle_days',
  'sales.created_count',
] as const;

const meanCycle = 'sales.avg_cycle_days';

/** One question per span for all tiles: now, the period before, last year, and the trend. */
export function useKpis(board: BoardScope | null) {
  const headline = board?.headline.member ?? '';
  const asked =
    headline.startsWith('sales.') && !tileMembers.some((member) => member === headline) ? [headline] : [];
  const measures = [...tileMembers, meanCycle, ...asked];
  const previousCut = useComparedCut(board, 'previous');
  const lastYearCut = useComparedCut(board, 'last_year');
  const now = useSpanFigures(board, measures, board?.period.toDate ?? null);
  const previous = useSpanFigures(board, measures, previousCut);
  const lastYear = useSpanFigures(board, measures, lastYearCut);
  const trend = useTrend(board, tileMembers);
  return {
    now,
    previous,
    lastYear,
    trend,
    compared: board?.comparison === 'last_year' ? lastYear : previous,
  };
}
