import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { openSemantic, openStar } from '../fixture/star.ts';
import type { CubeQuery } from '../query/cube-query.ts';
import type { Semantic } from '../semantic.ts';
import type { SensitiveKind } from './sensitive.ts';
import type { Viewer } from './viewer.ts';

let warehouse: Warehouse;
let semantic: Semantic;

beforeAll(async () => {
  warehouse = await openStar();
  semantic = await openSemantic(warehouse);
});
afterAll(async () => {
  await semantic.close();
  await warehouse.close();
});

function kept(...kinds: SensitiveKind[]): string[] {
  const { measures, dimensions } = semantic.catalogue();
  return [...measures, ...dimensions]
    .filter(({ sensitive }) => sensitive !== null && kinds.includes(sensitive))
    .map(({ name }) => name);
}
const everything = (masked: readonly string[]): Viewer => ({ allowAll: true, masked });
const ask = async (query: CubeQuery, viewer: Viewer) => (await semantic.query(query, viewer)).rows;

const REACHED: CubeQuery = {
  dimensions: ['customers.customer_id', 'customers.customer_phone', 'customers.customer_address'],
  order: { 'customers.customer_id': 'asc' },
};
const LIMIT = { limit: 50, offset: 0 };

describe('a masked column', () => {
  it('shows the ends of a phone, and an address down to its district', async () => {
    expect(await ask(REACHED, everything(kept('phone', 'address')))).toEqual([
      { 'customers.customer_id': 'c1', 'customers.customer_phone': '138****5678', 'customers.customer_address': '广东省深圳市南山区' }, // prettier-ignore
      { 'customers.customer_id': 'c2', 'customers.customer_phone': '021****5678', 'customers.customer_address': '****' }, // prettier-ignore
      { 'customers.customer_id': 'c3', 'customers.customer_phone': null, 'customers.customer_address': null },
      { 'customers.customer_id': 'c4', 'customers.customer_phone': null, 'customers.customer_address': null },
    ]);
    expect((await ask(REACHED, { allowAll: true }))[0]).toMatchObject({
      'customers.customer_phone': '+86 138 1234 5678',
    });
  });

  it('keeps amounts as no figure, and counts and rates as they are', async () => {
    const query = { measures: ['sales.won_amount', 'sales.won_count', 'sales.win_rate'] };
    const [open] = await ask(query, { allowAll: true });
    const [masked] = await ask(query, everything(kept('amounts')));
    expect(open?.['sales.won_amount']).not.toBeNull();
    expect(masked).toEqual({ ...open, 'sales.won_amount': null });
  });

  it('gives no way of choosing or ordering by it', async () => {
    const masked = kept('phone', 'amounts');
    const ways: CubeQuery[] = [
      {
        ...REACHED,
        filters: [{ member: 'customers.customer_phone', operator: 'contains', values: ['1234'] }],
      },
      {
        ...REACHED,
        filters: [{ or: [{ and: [{ member: 'customers.customer_phone', operator: 'set' }] }] }],
      },
      { ...REACHED, order: [['customers.customer_phone', 'asc']] },
      {
        dimensions: ['sales.owner_id'],
        filters: [{ member: 'sales.won_amount', operator: 'gt', values: ['100'] }],
      },
      {
        measures: ['sales.won_count'],
        dimensions: ['sales.owner_id'],
        order: { 'sales.won_amount': 'desc' },
      },
    ];
    for (const query of ways) {
      await expect(ask(query, everything(masked)), JSON.stringify(query)).rejects.toMatchObject({
        code: 'forbidden_member',
      });
    }
    await expect(
      ask({ dimensions: ['customers.customer_phone__masked'] }, everything(masked)),
    ).rejects.toMatchObject({ code: 'unknown_member' });
  });

  it('has no second name by which its values could be asked', async () => {
    const masked = everything(kept('phone'));
    for (const query of [
      { dimensions: ['customers.customer_phone.month'] },
      { dimensions: ['customers.customer_id'], order: { 'customers.customer_phone.month': 'asc' as const } },
    ]) {
      await expect(ask(query, masked), JSON.stringify(query)).rejects.toMatchObject({
        code: 'invalid_query',
      });
    }
  });

  it('is ordered by what is shown when nobody says how', async () => {
    const query = { measures: ['sales.won_amount'], dimensions: ['sales.owner_id'] };
    const rows = await ask(query, everything(kept('amounts')));
    expect(new Set(rows.map((row) => row['sales.won_amount']))).toEqual(new Set([null]));
  });

  it.each([['masked'], ['denied']] as const)(
    'shows nothing more when a figure is explained (%s)',
    async (way) => {
      const viewer: Viewer = { allowAll: true, [way]: kept('amounts', 'phone', 'address') };
      const rate = await semantic.explain({ measures: ['sales.win_rate'] }, viewer, LIMIT);
      expect(rate.value).not.toBeNull();
      const rated = await semantic.explain(
        {
          measures: ['targets.attainment'],
          filters: [{ member: 'targets.metric', operator: 'equals', values: ['won_amount'] }],
          timeDimensions: [{ dimension: 'targets.date', dateRange: ['2025-03-01', '2025-03-31'] }],
        },
        viewer,
        LIMIT,
      );
      for (const part of rated.parts) if (part.format === 'money') expect(part.value).toBeNull();
      const ids = rated.parts.flatMap((one) => (one.format === 'money' ? [one.id] : []));
      for (const row of rated.rows) for (const id of ids) expect(row[id]).toBeNull();
      const pool = { measures: ['pool.private_count'], filters: [{ member: 'pool.record_type', operator: 'equals' as const, values: ['lead'] }] }; // prettier-ignore
      expect(JSON.stringify(await semantic.explain(pool, viewer, LIMIT))).not.toMatch(/1391234|张江路/);
      if (way === 'denied') return;
      const amount = await semantic.explain({ measures: ['sales.won_amount'] }, viewer, LIMIT);
      expect([amount.value, ...amount.parts.map((one) => one.value)]).toEqual([null, null]);
      expect(amount.rowCount).toBeGreaterThan(0);
      for (const row of amount.rows) expect(row['p1']).toBeNull();
      expect(amount.sql.text).toMatch(/^SELECT\s+max\(null::double\)/);
    },
  );
});

describe('the public pool', () => {
  const question: CubeQuery = {
    dimensions: ['pool.record_id', 'pool.phone', 'pool.address', 'pool.is_private'],
    filters: [
      { member: 'pool.record_type', operator: 'equals', values: ['lead'] },
      { member: 'pool.event', operator: 'equals', values: ['standing'] },
      { member: 'pool.kind', operator: 'equals', values: ['pursuit'] },
    ],
    timeDimensions: [{ dimension: 'pool.date', dateRange: ['2025-03-20', '2025-03-20'] }],
    order: { 'pool.record_id': 'asc' },
  };
  const seen = async (viewer: Viewer) =>
    (await ask(question, viewer)).map(
      (row) => `${row['pool.record_id']} ${row['pool.phone']} ${row['pool.address']}`,
    );
  const l3 = 'l3 13912340003 上海市浦东新区张江路3号';
  const l8 = 'l8 139****0008 江苏省苏州市昆山市';

  it('is open to who stands on its unit, masked, beside the own rows in full', async () => {
    expect(await seen({ ranges: [], ownerId: 'ann', poolUnits: ['S'] })).toEqual([l3, l8]);
    expect(await seen({ ranges: [], ownerId: 'ann', poolUnits: ['N1'] })).toEqual([l3]);
    expect(await seen({ ranges: [], ownerId: 'ann' })).toEqual([l3]);
  });

  it('is masked for those who lead the unit as well, until somebody takes it', async () => {
    expect(await seen({ ranges: [[4, 4]], ownerId: null })).toEqual(['l7 13912340007 上海市闵行区7号', l8]);
  });

  it('opens nothing but what is public today: no day before, no cycle, no other view', async () => {
    const viewer: Viewer = { ranges: [], ownerId: null, poolUnits: ['S'] };
    const day = { dimension: 'pool.date', dateRange: ['2025-03-16', '2025-03-16'] };
    expect(await ask({ ...question, timeDimensions: [day] }, viewer)).toEqual([]);
    const events: CubeQuery = {
      dimensions: ['pool.event', 'pool.record_id'],
      filters: [question.filters![0]!],
    };
    expect(await ask(events, viewer)).toEqual([{ 'pool.event': 'standing', 'pool.record_id': 'l8' }]);
    for (const dimension of ['leads.lead_id', 'customers.customer_id', 'sales.record_id', 'risk.record_id'])
      expect(await ask({ dimensions: [dimension] }, viewer)).toEqual([]);
  });

  it('cannot be searched by a phone', async () => {
    const filter = { member: 'pool.phone', operator: 'contains' as const, values: ['12340008'] };
    expect(
      await ask(
        { ...question, filters: [...question.filters!, filter] },
        { ranges: [], ownerId: null, poolUnits: ['S'] },
      ),
    ).toEqual([]);
  });

  it('keeps the viewer’s units out of the SQL that explain shows', async () => {
    const figure: CubeQuery = { measures: ['pool.public_count'], filters: [question.filters![0]!] };
    const explained = await semantic.explain(figure, { ranges: [], ownerId: 'ann', poolUnits: ['S'] }, LIMIT);
    expect([explained.value, explained.rowCount]).toEqual(['1', 1]);
    expect(explained.sql.parameters).not.toContain('S');
    expect(explained.rows[0]).toMatchObject({ 'pool.record_id': 'l8', 'pool.phone': '139****0008' });
  });
});
