import type { LeaderboardAnswer, LeaderboardQuery } from '../contracts/leaderboard.ts';
import type { OrgTree } from '../published/org-tree.ts';
import type { Published, Snapshot } from '../published/snapshot.ts';
import type { CatalogueMeasure, SemanticPort, Viewer } from '../semantic-port.ts';
import type { ServerSettings } from '../settings.ts';
import { EMPTY, frameOf, shortName } from './board-frame.ts';
import { boardWindow } from './board-window.ts';
import { figuresByEntry, type Asked, type Figures, type Ground } from './figures.ts';
import { findMetric } from './metric.ts';
import { identityOf, populationOf } from './population.ts';
import { groupingsOf, oneOf, type Grouping, type Span } from './questions.ts';
import { compareBoards, rankEntrants, type Entrant, type Placed } from './ranking.ts';
import { scopeTotal } from './scope-total.ts';
import { averagedOf, type Averaged } from './told-average.ts';

export interface BoardEffects {
  readonly semantic: SemanticPort;
  readonly published: Published;
  readonly settings: ServerSettings;
}

/** Whose eyes a board is made for, with the tree that they see. */
export interface BoardEyes {
  readonly viewer: Viewer;
  readonly org: OrgTree;
}

/** The ranking that a query asks for. Errors: `unknown_metric`, `unknown_unit`, `forbidden_member`. */
export async function readBoard(
  query: LeaderboardQuery,
  effects: BoardEffects,
  { viewer, org }: BoardEyes,
): Promise<LeaderboardAnswer> {
  const { semantic, settings } = effects;
  const metric = findMetric(semantic, query.metric, settings.headlineMetric);
  const snapshot = { ...(await effects.published.snapshot()), org };
  const scope = query.scope === undefined ? snapshot.org.root : snapshot.org.unit(query.scope);
  const window = boardWindow(query.window, query.vs, snapshot, settings);
  const hasTargets = snapshot.targetMetrics.has(shortName(metric.name));
  const frame = frameOf({ query, metric, snapshot, scope, window, settings, hasTargets });
  if (!metric.mapped) return { ...frame, ...EMPTY };

  const ground: Ground = { semantic, viewer, attribution: query.attribution, scope };
  const groupings = groupingsOf(query.entry, query.attribution, scope, snapshot.org);
  const board: BoardQuestion = { ground, snapshot, query, metric, hasTargets, groupings };
  const [now, baseline, total] = await Promise.all([
    placedEntries(board, window.span, window.period),
    window.baseline === null ? null : placedEntries(board, window.baseline.span, window.baseline.period),
    scopeTotal(
      ground,
      { value: askedValue(metric), target: hasTargets ? shortName(metric.name) : null },
      window,
    ),
  ]);
  const { rows, left } = compareBoards(now, baseline);
  const known = rows.flatMap((row) => {
    const identity = identityOf(row.id, query.entry, snapshot.org);
    return identity === null ? [] : [{ ...row, ...identity }];
  });
  return {
    ...frame,
    population: known.length,
    ranked: known.filter((row) => row.rank !== null).length,
    total,
    rows: known.slice(0, query.limit),
    left: left.flatMap(({ id, rank, value }) => {
      const identity = identityOf(id, query.entry, snapshot.org);
      return identity === null ? [] : [{ id, name: identity.name, path: identity.path, rank, value }];
    }),
  };
}

/** What the average of a board is made of: everybody on it, also who has no target to be ranked by. */
export async function averagedOn(
  query: LeaderboardQuery,
  { semantic, published, settings }: BoardEffects,
  { viewer, org }: BoardEyes,
): Promise<Averaged> {
  const metric = findMetric(semantic, query.metric, settings.headlineMetric);
  const snapshot = { ...(await published.snapshot()), org };
  const scope = query.scope === undefined ? org.root : org.unit(query.scope);
  const { span, period } = boardWindow(query.window, query.vs, snapshot, settings);
  const ground: Ground = { semantic, viewer, attribution: query.attribution, scope };
  const groupings = groupingsOf(query.entry, query.attribution, scope, org);
  const board: BoardQuestion = { ground, snapshot, query, metric, hasTargets: false, groupings };
  const placed = await placedEntries(board, span, period);
  return averagedOf(placed.filter(({ id }) => identityOf(id, query.entry, org) !== null));
}

interface BoardQuestion {
  readonly ground: Ground;
  readonly snapshot: Snapshot;
  readonly query: LeaderboardQuery;
  readonly metric: CatalogueMeasure;
  readonly hasTargets: boolean;
  readonly groupings: readonly Grouping[];
}

/** The ranking over one span; targets are those of the whole period. */
async function placedEntries(
  board: BoardQuestion,
  span: Span,
  period: { readonly from: string; readonly end: string },
): Promise<Placed[]> {
  const { ground, groupings, query, snapshot, metric } = board;
  const [values, targets, population] = await Promise.all([
    figuresByEntry(ground, groupings, span, askedValue(metric)),
    board.hasTargets ? targetsByEntry(board, { from: period.from, to: period.end, until: null }) : NO_FIGURES,
    populationOf(query.entry, ground, snapshot.org, span),
  ]);
  const ids = new Set(population);
  for (const [id, { value }] of values) if (value !== null && value !== 0) ids.add(id);
  const isMasked = ground.viewer.masked?.includes(metric.name) === true;
  const entrants = [...ids].map((id): Entrant => {
    const figures = values.get(id);
    return {
      id,
      // a count or an amount over no events is 0; an average over none stays unknown
      value: figures?.value ?? (isZeroWhenEmpty(metric) && !isMasked ? 0 : null),
      target: targets.get(id)?.value ?? null,
      lastAt: figures?.value ? figures.lastAt : null,
    };
  });
  return rankEntrants(entrants, query.measure);
}

/** An amount or a count of nothing is 0; a ratio or an average of nothing is unknown. */
function isZeroWhenEmpty(metric: CatalogueMeasure): boolean {
  return metric.isAdditive || metric.format === 'count';
}

const NO_FIGURES: ReadonlyMap<string, Figures> = new Map();

/** Targets of people and units. A unit's unallocated remainder is nobody's own, so rows "own people" have none. */
function targetsByEntry(board: BoardQuestion, span: Span) {
  const groupings = board.groupings.filter((grouping) => grouping.kind !== 'own');
  return figuresByEntry(board.ground, groupings, span, askedTarget(shortName(board.metric.name)));
}

function askedValue(metric: CatalogueMeasure): Asked {
  return { measure: metric.name, lastAt: metric.lastAt, filters: [] };
}

function askedTarget(metric: string): Asked {
  return { measure: 'targets.target', lastAt: null, filters: [oneOf('targets.metric', [metric])] };
}
