import { Router } from 'express';
import { z } from 'zod';
import { addDays } from '../calendar/business-day.ts';
import type { LatestDealsAnswer } from '../contracts/events.ts';
import {
  leaderboardQuery,
  type LeaderboardAnswer,
  type LeaderboardQuery,
  type OwnPlace,
} from '../contracts/leaderboard.ts';
import type { OrgAnswer, OrgUnit } from '../contracts/org.ts';
import { latestNews } from '../events/deals.ts';
import { callerOf, type Caller } from '../access/caller.ts';
import { visibleOrg } from '../access/visible-org.ts';
import { refuseOtherBoard } from '../access/wall-pages.ts';
import { parseParameters } from '../http/query-parameters.ts';
import { forbidden } from '../access/guard.ts';
import { findMetric } from '../leaderboard/metric.ts';
import { isOpened, namesAndTotals, type OpenedBoards } from '../leaderboard/opened.ts';
import { ownPlace, ownRow, type Me } from '../leaderboard/own-place.ts';
import { toldAverages, type Averaged, type BoardsOfUnit } from '../leaderboard/told-average.ts';
import type { OrgTree } from '../published/org-tree.ts';
import { EVERYTHING, type CatalogueMeasure } from '../semantic-port.ts';
import { averagedOn, readBoard, type BoardEffects, type BoardEyes } from '../leaderboard/board.ts';

/** Boards of one version that are remembered: every wall in the company asks the same few. */
const REMEMBERED_BOARDS = 500;
const MOST_ROWS = 5_000;
/** The ticker looks this far back; older deals are no news. */
const TICKER_DAYS = 92;

const latestDealsQuery = z.strictObject({
  scope: z.string().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** What somebody is told of their own place with. */
interface OwnEyes {
  /** Those that see the board over everybody. */
  readonly whole: BoardEyes;
  readonly visible: OrgTree;
  /** The company opens the board that is asked for. */
  readonly isOpen: boolean;
}

/** What was made before, or is being made; what fails is made anew. */
function once<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = kept.get(key) ?? make();
  kept.set(key, known);
  known.catch(() => kept.delete(key));
  return known;
}

/** `GET /api/leaderboard`, `/api/org`, `/api/deals/latest` */
export function boardsRoute(effects: BoardEffects & { readonly boards: OpenedBoards }): Router {
  const { semantic, published, settings } = effects;
  const router = Router();
  const remembered = new Map<string, Promise<LeaderboardAnswer>>();
  const averages = new Map<string, Promise<Averaged>>();
  let rememberedVersion = -1;

  /** Once per version, question and eyes; the board over everybody serves everybody. */
  function remember(
    query: LeaderboardQuery,
    eyes: BoardEyes,
    home: string | null,
  ): Promise<LeaderboardAnswer> {
    const { viewer } = eyes;
    const key = JSON.stringify([query, viewer, 'allowAll' in viewer ? null : home]);
    return once(remembered, key, () => readBoard(query, effects, eyes));
  }

  function averaged(query: LeaderboardQuery, whole: BoardEyes): Promise<Averaged> {
    // none of these changes what is averaged
    const plain: LeaderboardQuery = { ...query, measure: 'value', vs: 'previous', limit: MOST_ROWS };
    return once(averages, JSON.stringify([plain, whole.viewer]), () => averagedOn(plain, effects, whole));
  }

  /** Where the caller stands on the board over everybody; null: nowhere. */
  async function placeOf(
    { personId, homeUnitId }: Caller,
    query: LeaderboardQuery,
    metric: CatalogueMeasure,
    eyes: OwnEyes,
  ): Promise<OwnPlace | null> {
    if (personId === null) return null;
    const { whole, visible, isOpen } = eyes;
    const { org } = whole;
    const me = { personId, homeUnitId };
    const scope = org.unit(query.scope ?? org.root.id);
    const [board, averages, sums, scopes] = await Promise.all([
      boardIn(scope, query, whole),
      averagesFor(homeUnitId, query, metric, eyes),
      averagesFor(homeUnitId, { ...query, entry: 'person' }, metric, eyes),
      ranksAbove(me, query, whole),
    ]);
    return ownPlace(board, me, org, {
      ...{ neighbours: effects.boards.neighbours, average: averages.get(scope.id) ?? null, scopes },
      isToldOf: (unitId) => isOpen || visible.isWhole(unitId) || sums.has(unitId),
    });
  }

  function boardIn({ id }: OrgUnit, query: LeaderboardQuery, whole: BoardEyes): Promise<LeaderboardAnswer> {
    return remember({ ...query, scope: id, limit: MOST_ROWS }, whole, null);
  }

  /** The own rank in each unit that somebody sits in, the smallest first; units that rank nothing of theirs are missing. */
  async function ranksAbove(me: Me, query: LeaderboardQuery, whole: BoardEyes): Promise<OwnPlace['scopes']> {
    const { org } = whole;
    const line = me.homeUnitId === null ? [] : org.lineOf(org.unit(me.homeUnitId)).toReversed();
    const ranks = line.map(async (unit) => {
      const board = await boardIn(unit, query, whole);
      const row = ownRow(board, me, org);
      // a board of a unit that is itself what is ranked, or lies inside of it
      const isAlone = row?.kind === 'unit' && unit.depth >= org.unit(row.id).depth;
      return row === null || isAlone
        ? []
        : [{ unitId: unit.id, unitName: unit.name, rank: row.rank, of: board.ranked }];
    });
    return (await Promise.all(ranks)).flat();
  }

  /** The averages of the units between a home and the scope that somebody of that home may be told. */
  async function averagesFor(
    homeUnitId: string | null,
    query: LeaderboardQuery,
    metric: CatalogueMeasure,
    { whole, visible }: OwnEyes,
  ): Promise<ReadonlyMap<string, number>> {
    const { org } = whole;
    const isAdditive = metric.isAdditive || metric.format === 'count';
    if (homeUnitId === null || !isAdditive || !metric.mapped) return new Map();
    const scope = org.unit(query.scope ?? org.root.id);
    const line = org.lineOf(org.unit(homeUnitId)).filter((unit) => org.contains(scope, unit));
    const boardsOf = async (unit: OrgUnit): Promise<BoardsOfUnit> => {
      const asIs: LeaderboardQuery = { ...query, scope: unit.id, attribution: 'as_is' };
      const [entries, sameAsIs, people] = await Promise.all([
        averaged({ ...query, scope: unit.id }, whole),
        averaged(asIs, whole),
        averaged({ ...asIs, entry: 'person' }, whole),
      ]);
      return { entries, asIs: sameAsIs, people };
    };
    // one's own row is nobody else's: oneself counts among the five
    const isSeen = (id: string) => visible.isWhole(org.person(id)?.unitId ?? '');
    return await toldAverages(line, boardsOf, isSeen);
  }

  router.get('/api/leaderboard', async (request, response) => {
    const caller = callerOf(request);
    const query = parseParameters(leaderboardQuery, request.query);
    if (caller.wall !== null) refuseOtherBoard(query, caller.wall);
    const { version, org } = await published.snapshot();
    const { viewer, homeUnitId } = caller;
    const visible = visibleOrg(org, viewer, homeUnitId);
    const metric = findMetric(semantic, query.metric, settings.headlineMetric);
    if (viewer.denied?.includes(metric.name) === true) throw forbidden();
    // also an opened board is one of a unit that the viewer may name
    if (query.scope !== undefined) visible.unit(query.scope);
    const headline = findMetric(semantic, 'headline', settings.headlineMetric).name;
    const isOpen = caller.wall === null && isOpened(query, metric.name, headline, effects.boards);
    // whatever a board opens, it shows nobody the columns that are kept from them
    const whole: BoardEyes = { viewer: { ...EVERYTHING, masked: viewer.masked ?? [] }, org };
    if (version !== rememberedVersion || remembered.size >= REMEMBERED_BOARDS) {
      remembered.clear();
      averages.clear();
    }
    rememberedVersion = version;
    const board = remember(query, isOpen ? whole : { viewer, org: visible }, homeUnitId);
    const me = await placeOf(caller, query, metric, { whole, visible, isOpen });
    const body: LeaderboardAnswer = { ...namesAndTotals(await board, visible, caller.personId), me };
    response.setHeader('cache-control', 'no-store').json(body);
  });

  router.get('/api/org', async (request, response) => {
    const { viewer, homeUnitId } = callerOf(request);
    const { version, asOf, org: whole } = await published.snapshot();
    const org = visibleOrg(whole, viewer, homeUnitId);
    const body: OrgAnswer = {
      asOf,
      version,
      rootId: org.root.id,
      units: [...org.units],
      people: [...org.people],
    };
    response.setHeader('cache-control', 'no-store').json(body);
  });

  router.get('/api/deals/latest', async (request, response) => {
    const query = parseParameters(latestDealsQuery, request.query);
    const { viewer, homeUnitId } = callerOf(request);
    const { version, asOf, org: whole, today } = await published.snapshot();
    const org = visibleOrg(whole, viewer, homeUnitId);
    const scope = query.scope === undefined ? org.root : org.unit(query.scope);
    const from = addDays(today, -TICKER_DAYS);
    const asked = { from, to: today, since: null, scope, limit: query.limit };
    const deals = await latestNews(semantic, settings, asked, viewer);
    const body: LatestDealsAnswer = { asOf, version, deals };
    response.setHeader('cache-control', 'no-store').json(body);
  });
  return router;
}
