import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeComparisons } from '../../pipelines/cli/engine/data-history.ts';
import { reconciliationAnswer, rejectedAnswer, runsAnswer } from '../../server/contracts/data.ts';
import { explainAnswer } from '../../server/contracts/explain.ts';
import { errorAnswer } from '../../server/contracts/errors.ts';
import { latestDealsAnswer } from '../../server/contracts/events.ts';
import { leaderboardAnswer } from '../../server/contracts/leaderboard.ts';
import { loadAnswer } from '../../server/contracts/load.ts';
import { orgAnswer } from '../../server/contracts/org.ts';
import { healthAnswer, statusAnswer } from '../../server/contracts/status.ts';
import { readEvents } from './event-stream.ts';
import { NOW, openCompany, won, type Company } from './company-fixture.ts';

let company: Company;

beforeAll(async () => {
  company = await openCompany();
});
afterAll(() => company.close());

async function get(path: string): Promise<Response> {
  return fetch(`${company.url}${path}`);
}

async function board(query: string) {
  return leaderboardAnswer.parse(await (await get(`/api/leaderboard?${query}`)).json());
}

const brief = (rows: readonly { rank: number | null; id: string; value: number | null }[]) =>
  rows.map((row) => `${row.rank ?? '—'} ${row.id} ${row.value}`);

describe('the leaderboard', () => {
  it('ranks everybody in post, zeros included, ties by the earlier moment', async () => {
    const answer = await board('metric=headline');
    expect(brief(answer.rows)).toEqual([
      '1 crm:cai 300',
      '2 crm:bo 150.1',
      '2 crm:ann 150.1',
      '4 crm:dora 0',
      '4 crm:fay 0',
    ]);
    expect(answer).toMatchObject({ metric: 'sales.won_amount', population: 5, ranked: 5, me: null });
    expect(answer.window).toMatchObject({ from: '2026-11-01', to: '2026-11-20', end: '2026-11-30' });
    expect(answer.window).toMatchObject({ workingDays: 21, workingDaysElapsed: 14, workingDaysLeft: 7 });
  });

  it('compares with the previous month cut at the same elapsed working time, to the second', async () => {
    const answer = await board('metric=sales.won_amount');
    expect(answer.baseline).toEqual({
      kind: 'previous',
      from: '2026-10-01',
      to: '2026-10-27',
      until: '2026-10-27T12:00:00.000',
    });
    // October to 27 Oct 12:00: eve 90, ann 80, then bo, cai and dora with nothing (3, 3, 3); Fay was not there
    const change = Object.fromEntries(
      answer.rows.map((row) => [row.id, [row.rankChange, row.valueChange, row.isNew]]),
    );
    expect(change).toEqual({
      'crm:cai': [2, 300, false],
      'crm:bo': [1, 150.1, false],
      'crm:ann': [0, 70.1, false],
      'crm:dora': [-1, 0, false],
      'crm:fay': [null, null, true],
    });
    expect(answer.left).toMatchObject([{ id: 'crm:eve', rank: 1, value: 90 }]);
    expect(answer.total).toMatchObject({ value: 600.2, baselineValue: 170 });
  });

  it('compares with yesterday’s close', async () => {
    const answer = await board('vs=today&window=month');
    expect(answer.baseline).toMatchObject({ from: '2026-11-01', to: '2026-11-19' });
    expect(answer.rows.every((row) => row.rankChange === 0)).toBe(true);
    expect((await board('vs=today&window=day')).baseline).toBeNull();
  });

  it('lists people without a target below an attainment board, unranked', async () => {
    const answer = await board('measure=attainment');
    // ann 150.10 ÷ 200 = 0.7505; cai 300 ÷ 1000 = 0.3
    expect(answer.rows.map((row) => [row.rank, row.id, row.attainment])).toEqual([
      [1, 'crm:ann', 0.7505],
      [2, 'crm:cai', 0.3],
      [null, 'crm:bo', null],
      [null, 'crm:dora', null],
      [null, 'crm:fay', null],
    ]);
    // gap 2000 − 600.20 over 7 working days left
    expect(answer.total).toMatchObject({ target: 2000, gap: 1399.8 });
    expect(answer.total.attainment).toBeCloseTo(0.3001, 9);
    expect(answer.total.requiredPerWorkingDay).toBeCloseTo(199.9714, 3);
  });

  it('adds up to the scope over units of one depth, with the people who hang above it', async () => {
    const answer = await board('entry=depth:3');
    expect(answer.rows.map((row) => [row.kind, row.id, row.value])).toEqual([
      ['unit', 'crm:4', 300.2],
      ['own', 'own:crm:2', 300],
    ]);
    const regions = await board('entry=type:region');
    expect(brief(regions.rows)).toEqual(['1 crm:2 600.2', '2 crm:3 0']);
  });

  it('keeps to its scope', async () => {
    const answer = await board('scope=crm:2&entry=person');
    expect(answer.rows.map((row) => row.id)).toEqual(['crm:cai', 'crm:bo', 'crm:ann']);
    expect(answer.scope).toMatchObject({ id: 'crm:2', ancestors: [{ id: 'crm:1' }, { id: 'crm:2' }] });
    expect((await board('scope=crm:3&attribution=as_was')).rows.map((row) => row.id)).toEqual([
      'crm:dora',
      'crm:fay',
    ]);
  });

  it('cuts at the limit and tells the population', async () => {
    const answer = await board('limit=1');
    expect(answer).toMatchObject({ population: 5, rows: [{ id: 'crm:cai' }] });
  });

  it('says that a metric is not mapped, and shows no zero', async () => {
    expect(await board('metric=sales.revenue')).toMatchObject({
      mapped: false,
      rows: [],
      total: { value: null },
    });
  });
});

describe('questions that cannot be answered', () => {
  it.each([
    ['window=decade', 400, 'invalid_parameter', 'day, week, month, quarter, year'],
    ['entry=team', 400, 'invalid_parameter', 'type:<org type>'],
    ['colour=red', 400, 'invalid_parameter', 'colour'],
    ['metric=sales.nonsense', 400, 'unknown_metric', 'sales.nonsense'],
    ['scope=crm:99', 404, 'unknown_unit', 'crm:99'],
  ])('%s answers %i and says what is allowed', async (query, status, code, text) => {
    const response = await get(`/api/leaderboard?${query}`);
    expect(response.status).toBe(status);
    const { error } = errorAnswer.parse(await response.json());
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
  });

  it('unknown paths of the API are errors in JSON, not the dashboard', async () => {
    const response = await get('/api/nothing');
    expect(response.status).toBe(404);
    expect(errorAnswer.parse(await response.json()).error.code).toBe('not_found');
  });

  it('a forbidden cube route stays closed', async () => {
    expect((await get('/cubejs-api/v1/sql?query={}')).status).toBe(403);
  });
});

describe('the other answers', () => {
  it('tells the organisation and its people', async () => {
    const answer = orgAnswer.parse(await (await get('/api/org')).json());
    expect(answer.rootId).toBe('crm:1');
    expect(answer.units.map((unit) => [unit.id, unit.peopleCount])).toEqual([
      ['crm:1', 5],
      ['crm:2', 3],
      ['crm:4', 2],
      ['crm:3', 2],
      ['unassigned', 0],
    ]);
    expect(answer.people.find((person) => person.id === 'crm:eve')).toMatchObject({
      isActive: false,
      leftOn: '2026-10-20',
    });
  });

  it('tells status and health', async () => {
    const status = statusAnswer.parse(await (await get('/api/status')).json());
    expect(status).toMatchObject({ asOf: '2026-11-20T04:00:00.000Z', asOfLocal: '2026-11-20T12:00:00.000' });
    expect(status.headline).toMatchObject({ metric: 'won_amount', member: 'sales.won_amount' });
    expect(status.calendar).toMatchObject({
      today: '2026-11-20',
      isWorkingDay: true,
      month: { total: 21, left: 7 },
    });
    expect(Object.keys(status.coverage)).not.toContain('order');
    const health = await get('/api/health');
    expect(health.status).toBe(200);
    expect(healthAnswer.parse(await health.json()).status).toBe('ok');
  });

  it('tells of the data: runs, the last comparison, refused rows', async () => {
    expect(runsAnswer.parse(await (await get('/api/runs')).json())).toEqual({ runs: [] });
    const before = reconciliationAnswer.parse(await (await get('/api/reconciliation')).json());
    expect(before).toEqual({ comparedAt: null, entities: [] });
    const found = {
      ...{ source: 'crm', entity: 'opportunity', inSource: 3, inWarehouse: 2, rejected: 1 },
      sums: [{ column: 'amount', inSource: '12.50', inWarehouse: null }],
      ranges: [
        { range: 'i0', missing: 1, superfluous: 0, different: 0, firstKey: 'crm:1', lastKey: 'crm:1' },
      ],
    };
    await company.source.warehouse.write((connection) => writeComparisons(connection, [found], NOW));
    const after = reconciliationAnswer.parse(await (await get('/api/reconciliation')).json());
    expect(after).toEqual({ comparedAt: '2026-11-20T04:00:00Z', entities: [found] });

    await company.source.warehouse.write((connection) =>
      connection.run(`insert into meta.rejected (run_id, source, entity, key, column_name, reason, raw, rejected_at)
        select 1, 'crm', 'order', 'crm:' || n, 'amount', 'unreadable_value', '{"amount": "twelve"}', timestamp '2026-11-20'
        from range(3) as numbers (n)`),
    );
    const rejected = rejectedAnswer.parse(
      await (await get('/api/rejected?entity=order&limit=2&offset=1')).json(),
    );
    expect(rejected).toMatchObject({
      total: 3,
      rows: [{ key: 'crm:1', raw: { amount: 'twelve' }, reason: 'unreadable_value' }, { key: 'crm:0' }],
    });
    expect(
      rejectedAnswer.parse(
        await (await get(`/api/rejected?entity=${encodeURIComponent("x' or '1'='1")}`)).json(),
      ).total,
    ).toBe(0);
    expect((await get('/api/rejected?limit=99999')).status).toBe(400);
  });

  it('opens Cube’s load', async () => {
    const query = {
      measures: ['sales.won_amount'],
      timeDimensions: [{ dimension: 'sales.date', dateRange: '2026-11-20' }],
    };
    const response = await fetch(`${company.url}/cubejs-api/v1/load`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(loadAnswer.parse(await response.json()).data).toHaveLength(1);
  });

  it('lets the browser run nothing but our own files', async () => {
    const { headers } = await get('/api/health');
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    expect(headers.get('x-powered-by')).toBeNull();
    // Cube's routes are an application of their own
    expect((await get('/cubejs-api/v1/meta')).headers.get('x-powered-by')).toBeNull();
  });
});

describe('deals won while the screens watch', () => {
  it('are published and celebrated once, with the whole amount of a shared deal', async () => {
    const stream = await get('/api/events');
    const events = readEvents(stream);
    expect((await events.next('publish')).data).toMatchObject({ asOf: '2026-11-20T04:00:00.000Z' });
    await company.source.put('credit', [
      { record_type: 'opportunity', record_id: 'crm:n1', employee_id: 'crm:dora', share: '0.6' },
      { record_type: 'opportunity', record_id: 'crm:n1', employee_id: 'crm:ann', share: '0.4' },
    ]);
    const closed = localNow();
    await company.source.put('opportunity', [won('n1', 'dora', '1000.00', closed)]);
    const asOf = new Date();
    await company.publish(asOf);
    expect((await events.next('publish')).data).toEqual({
      version: 2,
      asOf: asOf.toISOString(),
      part: 'whole',
    });
    expect((await events.next('celebration')).data).toMatchObject({
      kind: 'won',
      ownerId: 'crm:dora',
      ownerName: 'Dora',
      unitName: 'West',
      unitPath: '/crm:1/crm:3/',
      customerName: '云图科技',
      amount: 1000,
    });
    await company.source.put('opportunity', [won('n1', 'dora', '1100.00', closed)]);
    await company.publish(new Date());
    await events.next('publish');
    expect(events.waiting('celebration')).toBe(0);
    await events.close();

    const latest = latestDealsAnswer.parse(await (await get('/api/deals/latest?limit=1&scope=crm:3')).json());
    expect(latest.deals).toMatchObject([{ id: 'crm:n1', ownerName: 'Dora', amount: 1100 }]);
  });
});

/** The wall clock of Shanghai now. */
function localNow(): string {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19);
}

describe('where a figure comes from', () => {
  const ask = async (query: object, more = '') =>
    await get(`/api/explain?query=${encodeURIComponent(JSON.stringify(query))}${more}`);
  const won = {
    measures: ['sales.won_amount'],
    timeDimensions: [{ dimension: 'sales.date', dateRange: 'this month' }],
    filters: [{ member: 'sales.org_l2_id', operator: 'equals', values: ['crm:2'] }],
  };

  it('is told with the rows that make it, page by page', async () => {
    const first = explainAnswer.parse(await (await ask(won, '&limit=2')).json());
    const rest = explainAnswer.parse(await (await ask(won, '&limit=500&offset=2')).json());
    const { total } = await board('scope=crm:2');
    expect(first.value).toBe(total.value);
    expect(first.filters.map((one) => one.zh)).toEqual([
      '日期 2026-11-01 至 2026-11-30',
      expect.stringMatching(/^组织\(按现组织\)为 /),
    ]);
    expect(first.attribution).toBe('as_is');
    const listed = [...first.rows, ...rest.rows];
    expect(listed).toHaveLength(first.rowCount);
    expect(listed.reduce((sum, row) => sum + Number(row['p1']), 0)).toBeCloseTo(total.value ?? 0, 9);
    expect(listed[0]).toMatchObject({ 'sales.event': 'won', 'sales.owner_name': expect.any(String) });
    expect(first.lineage.tables).toContain('star.fct_opportunity_event');
    expect(first.lineage.sources[0]?.column).toBe('sales.won_amount');
  });

  it.each([
    ['{"measures"', 400, 'invalid_query'],
    ['{"measures":["sales.nonsense"]}', 400, 'unknown_member'],
    ['{"measures":["sales.won_amount","sales.won_count"]}', 400, 'invalid_query'],
  ])('refuses %s', async (query, status, code) => {
    const response = await get(`/api/explain?query=${encodeURIComponent(query)}`);
    expect(response.status).toBe(status);
    expect(errorAnswer.parse(await response.json()).error.code).toBe(code);
  });
});
