import { Router } from 'express';
import { z } from 'zod';
import { addDays } from '../calendar/business-day.ts';
import type { LatestDealsAnswer } from '../contracts/events.ts';
import { leaderboardQuery, type LeaderboardAnswer } from '../contracts/leaderboard.ts';
import type { OrgAnswer } from '../contracts/org.ts';
import { latestNews } from '../events/deals.ts';
import { callerOf } from '../access/caller.ts';
import { visibleOrg } from '../access/visible-org.ts';
import { refuseOtherBoard } from '../access/wall-pages.ts';
import { parseParameters } from '../http/query-parameters.ts';
import { readBoard, type BoardEffects } from '../leaderboard/board.ts';

/** Boards of one version that are remembered: every wall in the company asks the same few. */
const REMEMBERED_BOARDS = 500;
/** The ticker looks this far back; older deals are no news. */
const TICKER_DAYS = 92;

const latestDealsQuery = z.strictObject({
  scope: z.string().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** `GET /api/leaderboard`, `/api/org`, `/api/deals/latest` */
export function boardsRoute(effects: BoardEffects): Router {
  const { semantic, published, settings } = effects;
  const router = Router();
  const remembered = new Map<string, Promise<LeaderboardAnswer>>();
  let rememberedVersion = -1;

  router.get('/api/leaderboard', async (request, response) => {
    const caller = callerOf(request);
    const query = parseParameters(leaderboardQuery, request.query);
    if (caller.wall !== null) refuseOtherBoard(query, caller.wall);
    const { version, org } = await published.snapshot();
    const { viewer, homeUnitId } = caller;
    const eyes = { viewer, org: visibleOrg(org, viewer, homeUnitId) };
    if (version !== rememberedVersion || remembered.size >= REMEMBERED_BOARDS) remembered.clear();
    rememberedVersion = version;
    const key = JSON.stringify([query, viewer, homeUnitId]);
    const known = remembered.get(key) ?? readBoard(query, effects, eyes);
    remembered.set(key, known);
    known.catch(() => remembered.delete(key));
    response.setHeader('cache-control', 'no-store').json(await known);
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
