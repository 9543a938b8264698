import express from 'express';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { openSemantic, openStar } from '../fixture/star.ts';
import type { Viewer } from '../policy/viewer.ts';
import type { Semantic } from '../semantic.ts';

const body = z.looseObject({ data: z.array(z.record(z.string(), z.unknown())).default([]) });

let warehouse: Warehouse;
let semantic: Semantic;
let server: ReturnType<express.Express['listen']>;
let base: string;
let viewer: Viewer = { allowAll: true };

beforeAll(async () => {
  warehouse = await openStar();
  semantic = await openSemantic(warehouse, { viewerOf: () => viewer });
  const app = express();
  semantic.mount(app);
  app.get('/', (_request, response) => void response.send('ours'));
  await new Promise<void>((resolve) => {
    server = app.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  base = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await semantic.close();
  await warehouse.close();
});

async function load(query: unknown, more: Record<string, unknown> = {}) {
  const response = await fetch(`${base}/cubejs-api/v1/load`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, ...more }),
  });
  return { status: response.status, body: body.parse(await response.json()) };
}

const WON = { measures: ['sales.won_amount', 'sales.win_rate'] };

describe('POST /cubejs-api/v1/load', () => {
  it('refuses what is not sent as JSON', async () => {
    for (const init of [{}, { body: '{}', headers: { 'content-type': 'text/plain' } }]) {
      const response = await fetch(`${base}/cubejs-api/v1/load`, { method: 'POST', ...init });
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid_query' }]);
    }
  });

  it('answers as Cube does, with the publish beside it', async () => {
    const answer = await load({
      ...WON,
      timeDimensions: [{ dimension: 'sales.date', granularity: 'month' }],
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ version: 1, asOf: '2025-03-20T10:00:00.000Z', truncated: false });
    expect(answer.body.data.at(-1)).toEqual({
      'sales.date.month': '2025-03-01T00:00:00.000',
      'sales.date': '2025-03-01T00:00:00.000',
      'sales.won_amount': '345.05',
      'sales.win_rate': '0.8',
    });
    expect(answer.body['annotation']).toMatchObject({
      measures: {
        'sales.won_amount': { title: 'Won amount', meta: { title: { zh: '赢单金额' }, format: 'money' } },
      },
    });
  });

  it('serves the form that Cube’s own client asks for', async () => {
    const answer = await load(WON, { queryType: 'multi' });
    expect(answer.body).toMatchObject({
      queryType: 'regularQuery',
      results: [{ data: [{ 'sales.won_amount': '345.05' }] }],
    });
  });

  it('answers a GET with the query in the address', async () => {
    const query = encodeURIComponent(JSON.stringify(WON));
    const response = await fetch(`${base}/cubejs-api/v1/load?query=${query}`);
    expect(body.parse(await response.json()).data).toEqual([
      { 'sales.won_amount': '345.05', 'sales.win_rate': '0.8' },
    ]);
  });

  it('shows a limit that bites, and none that does not', async () => {
    const people = { dimensions: ['people.id'] };
    expect((await load({ ...people, limit: 4 })).body).toMatchObject({ truncated: true });
    expect((await load({ ...people, limit: 4 })).body.data).toHaveLength(4);
    expect((await load({ ...people, limit: 5 })).body).toMatchObject({ truncated: false });
  });

  it('never shows the bounds of the policy', async () => {
    viewer = { ranges: [[4, 4]], ownerId: 'crm:secret' };
    const answer = await load(WON);
    viewer = { allowAll: true };
    expect(answer.body.data).toEqual([{ 'sales.won_amount': '245.05', 'sales.win_rate': '1' }]);
    expect(JSON.stringify(answer.body)).not.toMatch(/row_lft|secret|lft1/);
  });

  it('refuses what it does not know, and names the nearest', async () => {
    const answer = await load({ measures: ['sales.won_ammount'] });
    expect(answer).toMatchObject({ status: 400, body: { code: 'unknown_member' } });
    expect(answer.body['error']).toMatch(/Did you mean sales\.won_amount\?/);
  });

  const refused: [unknown, string][] = [
    [{ measures: ['sales_rows.won_count'] }, 'a cube beneath a view'],
    [{ dimensions: ['sales.row_lft'] }, 'a member that no view shows'],
    [{ measures: ['sales.won_count', 'targets.actual'] }, 'two views at once'],
    [{ measures: ['targets.actual'] }, 'a sum over several metrics'],
    [{ measures: ['funnel.cohort_count'] }, 'a sum over several pipelines'],
    [{ measures: ['sales.won_count'], segments: ['sales.all'] }, 'segments'],
    [{ measures: ['sales.won_count'], maskedMembers: [] }, 'keys that are not the client’s'],
    [{ measures: ['sales.won_count'], limit: 50_001 }, 'more rows than an answer holds'],
    [
      {
        measures: ['sales.won_count'],
        filters: [{ member: 'sales.won_count', operator: 'gt', values: ["1' or 1=1"] }],
      },
      'a number that is none',
    ],
    [{ measures: ['sales.won_count'], ungrouped: true }, 'a sum over single rows'],
    [{}, 'nothing at all'],
  ];
  it.each(refused)('answers 400 to %j: %s', async (query) => {
    const answer = await load(query);
    expect(answer.status).toBe(400);
    expect(answer.body['data']).toEqual([]);
  });

  it('answers 403 to a member that the viewer may not name, wherever it stands', async () => {
    viewer = { ranges: [[1, 5]], ownerId: null, denied: ['sales.won_amount', 'sales.customer_name'] };
    const filters = [{ member: 'sales.customer_name', operator: 'contains', values: ['A'] }];
    const count = { measures: ['sales.won_count'] };
    const refused = [WON, { ...count, filters }, { ...count, filters: [{ or: filters }] }, { ...count, order: { 'sales.won_amount': 'asc' } }]; // prettier-ignore
    for (const query of refused) expect((await load(query)).status).toBe(403);
    const meta = await (await fetch(`${base}/cubejs-api/v1/meta`)).text();
    viewer = { allowAll: true };
    expect(meta).not.toContain('sales.won_amount"');
    expect(meta).toContain('sales.won_count"');
  });

  it('refuses a body that is no JSON or too large', async () => {
    const post = async (text: string) =>
      await fetch(`${base}/cubejs-api/v1/load`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text }); // prettier-ignore
    expect((await post('{')).status).toBe(400);
    for (const query of ['', '?query=%7B', '?query=undefined', '?query=%7B%7D&query=%7B%7D'])
      expect([query, (await fetch(`${base}/cubejs-api/v1/load${query}`)).status]).toEqual([query, 400]);
    expect((await post(JSON.stringify({ query: 'x'.repeat(300_000) }))).status).toBe(413);
  });
});

describe('the other doors of Cube', () => {
  it.each(['sql', 'dry-run', 'graphql', 'cubesql', 'subscribe', 'meta?extended', 'pre-aggregations/jobs'])(
    'keeps %s shut',
    async (path) => {
      expect((await fetch(`${base}/cubejs-api/v1/${path}`)).status).toBe(403);
      expect((await fetch(`${base}/cubejs-api/v1/${path}`, { method: 'POST' })).status).toBe(403);
    },
  );

  it('leaves every other address to us', async () => {
    expect(await (await fetch(`${base}/`)).text()).toBe('ours');
    expect((await fetch(`${base}/readyz`)).status).toBe(404);
    expect((await fetch(`${base}/cubejs-system/v1/context`)).status).toBe(404);
  });
});

describe('GET /cubejs-api/v1/meta', () => {
  it('shows the views with words in both languages, and no cube', async () => {
    const answer = z
      .object({
        cubes: z.array(
          z.looseObject({
            name: z.string(),
            type: z.string(),
            measures: z.array(z.looseObject({ name: z.string(), meta: z.looseObject({}) })),
          }),
        ),
      })
      .parse(await (await fetch(`${base}/cubejs-api/v1/meta`)).json());
    expect(new Set(answer.cubes.map(({ type }) => type))).toEqual(new Set(['view']));
    expect(answer.cubes.map(({ name }) => name).sort()).toEqual(
      semantic
        .catalogue()
        .views.map(({ name }) => name)
        .sort(),
    );
    const sales = answer.cubes.find(({ name }) => name === 'sales');
    expect(sales?.['hierarchies']).toMatchObject([
      { name: 'sales.organisation', levels: expect.arrayContaining(['sales.org_l8', 'sales.owner_name']) },
      { name: 'sales.organisation_then' },
      { name: 'sales.place', levels: ['sales.province', 'sales.city', 'sales.district'] },
      { name: 'sales.products' },
    ]);
    const measures = answer.cubes.flatMap((cube) => cube.measures);
    const won = measures.find(({ name }) => name === 'sales.won_amount');
    expect(won?.meta).toMatchObject({ title: { en: 'Won amount', zh: '赢单金额' }, mapped: true, good: 'up', lastAt: 'sales.last_won_at' }); // prettier-ignore
  });
});
