import type { Express } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openGuardedCompany, Visitor, type GuardedCompany } from './access-fixture.ts';

/** What Express keeps of a route, as far as it tells which there are. */
const layerSchema: z.ZodType<Layer> = z.lazy(() =>
  z.looseObject({
    route: z
      .looseObject({
        path: z.union([z.string(), z.array(z.string())]),
        methods: z.record(z.string(), z.boolean()),
      })
      .optional(),
    handle: z.custom<{ stack?: unknown[] }>((value) => typeof value === 'function').optional(),
  }),
);
interface Layer {
  route?: { path: string | string[]; methods: Record<string, boolean> } | undefined;
  handle?: { stack?: unknown[] } | undefined;
}

function routesOf(stack: readonly unknown[]): string[] {
  return stack.flatMap((one) => {
    const layer = layerSchema.parse(one);
    const inside = routesOf(layer.handle?.stack ?? []);
    if (layer.route === undefined) return inside;
    const methods = Object.keys(layer.route.methods).map((method) => method.toUpperCase());
    return [layer.route.path].flat().flatMap((path) => methods.map((method) => `${method} ${path}`));
  });
}

/** Cube's routes stand behind a door of their own, which opens these. */
const CUBE = [
  'GET /cubejs-api/v1/load',
  'POST /cubejs-api/v1/load',
  'GET /cubejs-api/v1/meta',
  'GET /cubejs-api/v1/sql',
];

let guarded: GuardedCompany;
let routes: string[];
const visitors: Record<string, Visitor> = {};

beforeAll(async () => {
  guarded = await openGuardedCompany();
  const { app } = guarded.company;
  routes = [...new Set([...routesOf(stackOf(app)), ...CUBE])].filter((one) => / \/(cubejs-)?api/.test(one));
  for (const login of ['admin', 'analyst', 'east', 'ann', 'new'])
    visitors[login] = await guarded.signedIn(login);
  const { links, accounts } = guarded.directory;
  const wall = await links.makeWallLink({ name: 'Lobby', unitId: 'crm:2', pages: '', days: 1 }, 'test');
  visitors['wall'] = guarded.visitor();
  await visitors['wall'].ask('/api/session/wall', { json: { secret: wall.secret } });
  const ann = accounts.byLogin('ann')!.id;
  visitors['token'] = withToken((await links.makeToken(ann, 'all', ['figures', 'export', 'data'], 1)).secret);
});
afterAll(() => guarded.close());

function stackOf(app: Express): unknown[] {
  return z.custom<{ stack: unknown[] }>().parse(app.router).stack;
}

function withToken(token: string): Visitor {
  const visitor = new Visitor(guarded.company.url);
  const ask = visitor.ask.bind(visitor);
  visitor.ask = (target, more = {}) =>
    ask(target, { ...more, headers: { ...more.headers, authorization: `Bearer ${token}` } });
  return visitor;
}

/** The status of a route for somebody; a change is sent empty, so that nothing is changed. */
async function status(visitor: Visitor, route: string): Promise<number> {
  const [method = '', path = ''] = route.split(' ');
  const target = path.replace('/api/export.*', '/api/export.csv').replaceAll(/:\w+/g, 'none');
  const response = await visitor.ask(target, {
    method,
    ...(method === 'GET' || method === 'HEAD' ? {} : { json: {} }),
  });
  await response.body?.cancel();
  return response.status;
}

const OPEN =
  /^(GET \/api\/(health|session)|POST \/api\/session(\/(demo|password-link|wall))?|DELETE \/api\/session|GET \/api\/session\/oidc(\/callback)?)$/;
const BOARD = /^GET \/api\/(status|org|leaderboard|events|comparison|deals\/latest)$/;
const refused = (code: number) => code === 401 || code === 403;

describe('every route that the application has', () => {
  it('is more than a handful, so that the list is a real one', () => {
    expect(routes.length).toBeGreaterThan(25);
    expect(routes).toEqual(
      expect.arrayContaining(['GET /api/org', 'POST /api/admin/accounts', 'GET /api/rejected']),
    );
  });

  it('is shut to nobody, except those that let in', async () => {
    const open: string[] = [];
    for (const route of routes) if ((await status(guarded.visitor(), route)) !== 401) open.push(route);
    expect(open.filter((route) => !OPEN.test(route))).toEqual([]);
  });

  it('is shut to forged, foreign and revoked secrets', async () => {
    const { links, accounts } = guarded.directory;
    const made = await links.makeToken(accounts.byLogin('ann')!.id, 'gone', ['figures'], 1);
    await links.revokeToken(made.token.id, null);
    const wall = await links.makeWallLink({ name: 'Gone', unitId: 'crm:2', pages: '', days: 1 }, 'test');
    const forgeries = [
      withToken(made.secret),
      withToken('tl_forged'),
      // a wall's secret is no token, a token no session
      withToken(wall.secret),
      withCookie('session', made.secret),
      withCookie('wall', made.secret),
      withCookie('session', `' or 1=1 --`),
      withCookie('session', '../../etc/passwd'),
    ];
    for (const forged of forgeries) {
      for (const route of routes.filter((one) => !OPEN.test(one))) {
        expect([route, await status(forged, route)]).toEqual([route, 401]);
      }
    }
  });

  it('opens to a wall its board alone', async () => {
    for (const route of routes.filter((one) => !OPEN.test(one))) {
      const code = await status(visitors['wall']!, route);
      expect([route, refused(code)]).toEqual([route, !BOARD.test(route)]);
    }
    const other = await visitors['wall']!.ask('/api/leaderboard?metric=sales.lost_count');
    expect(other.status).toBe(403);
    expect((await visitors['wall']!.ask('/api/leaderboard?scope=crm:3')).status).toBe(404);
    expect(JSON.stringify(await visitors['wall']!.json('/api/leaderboard?entry=person'))).not.toMatch(
      /crm:dora/,
    );
    expect(JSON.stringify(await visitors['wall']!.json('/api/org'))).not.toMatch(/crm:dora|West/);
  });

  it('opens administration to administrators alone, and the sources’ own rows to those who see the whole company', async () => {
    for (const route of routes) {
      const isAdmin = route.includes('/api/admin');
      const isData = /\/api\/(runs|reconciliation|rejected)$/.test(route);
      if (!isAdmin && !isData) continue;
      for (const login of ['east', 'ann', 'new', 'token']) {
        expect([login, route, await status(visitors[login]!, route)]).toEqual([login, route, 403]);
      }
      expect([route, refused(await status(visitors['admin']!, route))]).toEqual([route, false]);
      expect([route, refused(await status(visitors['analyst']!, route))]).toEqual([route, isAdmin]);
    }
  });

  it('opens accounts to browsers, not to tokens', async () => {
    for (const route of routes.filter((one) => one.includes('/api/account')))
      expect([route, await status(visitors['token']!, route)]).toEqual([route, 403]);
  });

  it('is kept by no browser and no proxy, refusals included', async () => {
    const targets = routes.filter((one) => /^GET /.test(one) && !/events$/.test(one));
    for (const login of ['admin', 'ann']) {
      for (const route of targets) {
        const target = route.split(' ')[1]!.replace('/api/export.*', '/api/export.csv');
        const response = await visitors[login]!.ask(target);
        await response.body?.cancel();
        expect([login, route, response.headers.get('cache-control')]).toEqual([login, route, 'no-store']);
      }
    }
  });

  it('closes what nobody entered in the table', async () => {
    for (const login of ['analyst', 'east', 'ann', 'new', 'wall', 'token'])
      expect([login, (await visitors[login]!.ask('/api/something-new')).status]).toEqual([login, 403]);
  });
});

function withCookie(name: string, value: string): Visitor {
  const visitor = new Visitor(guarded.company.url);
  visitor.cookies.set(`treeline_${name}_${new URL(guarded.company.url).port}`, value);
  return visitor;
}
