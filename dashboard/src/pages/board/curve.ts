import { eachDay } from '../../lib/business-date.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import type { Span } from '../../lib/period.ts';

export interface CurvePoint {
  /** Business date, or `HH:00` on a single day. */
  at: string;
  /** Null after today: a gap in the line, not a flat one. */
  actual: number | null;
  target: number | null;
  then: number | null;
}

interface Daily {
  target: number | null;
  actual: number | null;
}

function byDay(rows: FigureRow[]): Map<string, Daily> {
  return new Map(
    rows.map((row) => [
      (row.text('targets.date.day') ?? '').slice(0, 10),
      { target: row.figure('targets.target'), actual: row.figure('targets.actual') },
    ]),
  );
}

/** Running totals of the period's days; `then` are the days of the compared period, laid over by position. */
export function curvePoints(
  period: Span & { toDate: Span },
  now: FigureRow[],
  then: { span: Span; rows: FigureRow[] } | null,
): CurvePoint[] {
  const days = byDay(now);
  const hasTarget = [...days.values()].some((day) => day.target !== null);
  const thenDays = then ? byDay(then.rows) : null;
  const thenDates = then ? eachDay(then.span.from, then.span.to) : [];
  const sum = { actual: 0, target: 0, then: 0 };
  return eachDay(period.from, period.to).map((at, index) => {
    sum.actual += days.get(at)?.actual ?? 0;
    sum.target += days.get(at)?.target ?? 0;
    const thenDate = thenDates[index];
    sum.then += (thenDate === undefined ? null : thenDays?.get(thenDate)?.actual) ?? 0;
    return {
      at,
      actual: at <= period.toDate.to ? sum.actual : null,
      target: hasTarget ? sum.target : null,
      then: thenDays && thenDate !== undefined ? sum.then : null,
    };
  });
}

/** One day by the hour; hours to come are a gap. */
export function hourPoints(
  member: string,
  atMember: string,
  now: FigureRow[],
  then: FigureRow[] | null,
  clock: string,
): CurvePoint[] {
  const byHour = (rows: FigureRow[]) =>
    new Map(
      rows.map((row) => [
        Number((row.text(`${atMember}.hour`) ?? '').slice(11, 13)),
        row.figure(member) ?? 0,
      ]),
    );
  const [today, before] = [byHour(now), then && byHour(then)];
  const sum = { actual: 0, then: 0 };
  return Array.from({ length: 24 }, (_, hour) => {
    sum.actual += today.get(hour) ?? 0;
    sum.then += before?.get(hour) ?? 0;
    return {
      at: `${String(hour).padStart(2, '0')}:00`,
      actual: hour <= Number(clock.slice(0, 2)) ? sum.actual : null,
      target: null,
      then: before ? sum.then : null,
    };
  });
}
