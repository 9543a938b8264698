import {
  addDays,
  periodBefore,
  periodOf,
  type CalendarSettings,
  type Period,
} from '../calendar/business-day.ts';
import {
  closeOf,
  countWorkingDays,
  cutAtSameWorkingTime,
  type WorkingDayCount,
} from '../calendar/working-time.ts';
import type { BaselineKind, LeaderboardWindow } from '../contracts/leaderboard.ts';
import type { Snapshot } from '../published/snapshot.ts';
import type { Span } from './questions.ts';

/** The days of a board and of what it is compared with. */
export interface BoardWindow {
  readonly period: Period;
  /** To date. */
  readonly span: Span;
  readonly workingDays: WorkingDayCount;
  /** Null: there is nothing to compare with yet. */
  readonly baseline: { readonly period: Period; readonly span: Span & { readonly until: string } } | null;
}

export function boardWindow(
  kind: LeaderboardWindow,
  vs: BaselineKind,
  snapshot: Snapshot,
  settings: CalendarSettings,
): BoardWindow {
  const { today, isWorkingDay } = snapshot;
  const period = periodOf(kind, today, settings);
  return {
    period,
    span: { from: period.from, to: today, until: null },
    workingDays: countWorkingDays(period, today, isWorkingDay),
    baseline: vs === 'today' ? yesterdaysClose() : previousPeriod(),
  };

  function yesterdaysClose(): BoardWindow['baseline'] {
    const yesterday = addDays(today, -1);
    if (yesterday < period.from) return null;
    return { period, span: { from: period.from, ...closeOf(yesterday, settings) } };
  }

  function previousPeriod(): BoardWindow['baseline'] {
    const earlier = periodBefore(kind, period, settings);
    const now = { day: today, local: snapshot.asOfLocal };
    const cut = cutAtSameWorkingTime(period, earlier, now, isWorkingDay, settings);
    return cut === null ? null : { period: earlier, span: { from: earlier.from, ...cut } };
  }
}
