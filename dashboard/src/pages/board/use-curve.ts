import { joinAnswers, type Answer } from '../../lib/answer.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { viewOf } from '../../lib/scope-query.ts';
import { useComparison, useHeadlineHours, useTargetDays, type BoardScope } from './board.queries.ts';
import { curvePoints, hourPoints, type CurvePoint } from './curve.ts';

/** Days of the period and of the one it is compared with; a single day is read by the hour. */
export function useCurve(board: BoardScope | null): Answer<CurvePoint[]> {
  const isDay = board?.period.kind === 'day';
  const comparison = useComparison(board);
  const compared = board?.comparison === 'last_year' ? comparison?.lastYear : comparison?.previous;
  const thenSpan = compared ? { from: compared.from, to: compared.end } : null;
  const byDay = isDay ? null : board;
  const now = useTargetDays(byDay, byDay?.period ?? null);
  const then = useTargetDays(byDay, thenSpan);
  const byHour = isDay ? board : null;
  const nowHours = useHeadlineHours(byHour, byHour?.period.from ?? null);
  const thenHours = useHeadlineHours(byHour, byHour ? (thenSpan?.from ?? null) : null);
  if (byHour) {
    const { member } = byHour.headline;
    return joinAnswers<[FigureRow[], FigureRow[]], CurvePoint[]>([nowHours, thenHours], (today, before) =>
      hourPoints(member, `${viewOf(member)}.at`, today, before, byHour.clock),
    );
  }
  return joinAnswers<[FigureRow[], FigureRow[]], CurvePoint[]>([now, then], (today, before) =>
    board && thenSpan ? curvePoints(board.period, today, { span: thenSpan, rows: before }) : [],
  );
}
