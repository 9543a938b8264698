import type { LeaderboardAnswer, LeaderboardQuery } from '../contracts/leaderboard.ts';
import type { OrgUnit } from '../contracts/org.ts';
import type { Snapshot } from '../published/snapshot.ts';
import type { CatalogueMeasure } from '../semantic-port.ts';
import type { ServerSettings } from '../settings.ts';
import type { BoardWindow } from './board-window.ts';

type Figures = Pick<LeaderboardAnswer, 'population' | 'ranked' | 'total' | 'rows' | 'left'>;

/** The figures of a board whose metric the source does not give. */
export const EMPTY: Figures = {
  population: 0,
  ranked: 0,
  total: {
    ...{ value: null, baselineValue: null, target: null, attainment: null },
    ...{ gap: null, requiredPerWorkingDay: null, targetToDate: null },
  },
  rows: [],
  left: [],
};

/** Everything of the answer that says which board this is. */
export function frameOf(board: {
  readonly query: LeaderboardQuery;
  readonly metric: CatalogueMeasure;
  readonly snapshot: Snapshot;
  readonly scope: OrgUnit;
  readonly window: BoardWindow;
  readonly settings: ServerSettings;
  readonly hasTargets: boolean;
}): Omit<LeaderboardAnswer, keyof Figures> {
  const { query, metric, snapshot, scope, window } = board;
  const { total, elapsed, left } = window.workingDays;
  return {
    asOf: snapshot.asOf,
    version: snapshot.version,
    metric: metric.name,
    title: metric.title,
    format: metric.format,
    currency: board.settings.currency,
    mapped: metric.mapped,
    hasTargets: board.hasTargets,
    measure: query.measure,
    entry: query.entry,
    attribution: query.attribution,
    scope: {
      id: scope.id,
      name: scope.name,
      type: scope.type,
      depth: scope.depth,
      path: scope.path,
      ancestors: snapshot.org.lineOf(scope).map(({ id, name, type }) => ({ id, name, type })),
    },
    window: {
      kind: query.window,
      from: window.span.from,
      to: window.span.to,
      end: window.period.end,
      workingDays: total,
      workingDaysElapsed: elapsed,
      workingDaysLeft: left,
      timeProgress: total === 0 ? null : elapsed / total,
    },
    baseline: window.baseline === null ? null : { kind: query.vs, ...window.baseline.span },
    me: null,
  };
}

/** The metric's name as targets know it: `sales.won_amount` → `won_amount`. */
export function shortName(member: string): string {
  return member.slice(member.indexOf('.') + 1);
}
