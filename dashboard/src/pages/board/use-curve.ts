import { joinAnswers, type Answer } from '../../lib/answer.ts';
import { addDays } from '../../lib/business-date.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { lastYear, previousSpan } from '../../lib/period.ts';
import { viewOf } from '../../lib/scope-query.ts';
import { useHeadlineHours, useTargetDays, type BoardScope } from './board.queries.ts';
import { curvePoints, hourPoints, type CurvePoint } from './curve.ts';

/** Days of the period and of the one it is compared with; a single day is read by the hour. */
export function useCurve(board: BoardScope | null): Answer<CurvePoint[]> {
  const isDay = board?.period.kind === 'day';
  const thenSpan = board
    ? board.comparison === 'last_year'
      ? lastYear(board.period, board.period.kind)
      : previousSpan(board.period)
    : null;
  const byDay = isDay ? null : board;
  const now = useTargetDays(byDay, byDay?.period ?? null);
  const then = useTargetDays(byDay, thenSpan);
  const byHour = isDay ? board : null;
  const nowHours = useHeadlineHours(byHour, byHour?.period.from ?? null);
  const thenHours = useHeadlineHours(
    byHour,
    byHour
      ? byHour.comparison === 'last_year'
        ? (thenSpan?.from ?? null)
        : addDays(byHour.period.from, -1)
      : null,
  );
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
