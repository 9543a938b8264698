import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { FULL_COVERAGE, openSemantic, openStar, publish, setCoverage } from '../fixture/star.ts';
import type { Semantic } from '../semantic.ts';

const ALL = { allowAll: true } as const;
const SIGNED = {
  measures: ['sales.signed_amount'],
  timeDimensions: [{ dimension: 'sales.date', dateRange: ['2025-03-17', '2025-03-17'] }],
};

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

/** Amounts tell their version: the contract k2 is worth exactly the version of the publish. */
const nextPublish = () =>
  publish(
    warehouse,
    `update star.fct_contract set amount = (select version + 1 from star.publish) where contract_id = 'k2'`,
  );

async function signed() {
  const { rows, version, asOf } = await semantic.query(SIGNED, ALL);
  return { amount: Number(rows[0]?.['sales.signed_amount']), version, asOf };
}

describe('an answer', () => {
  it('is never older than the publish, fifty times over, and names the publish it comes from', async () => {
    for (let turn = 0; turn < 50; turn += 1) {
      const before = await signed();
      await nextPublish();
      const after = await signed();
      expect(after.version).toBe(before.version + 1);
      expect(after.amount).toBe(after.version);
      expect((await signed()).version).toBe(after.version);
    }
    expect((await signed()).asOf).toBe('2025-03-20T10:00:00.000Z');
  });

  it('keeps no results of publishes gone by', async () => {
    await Promise.all([1, 2, 3].map(async (limit) => await semantic.query({ ...SIGNED, limit }, ALL)));
    expect(semantic.kept().entries).toBeGreaterThanOrEqual(3);
    await nextPublish();
    await signed();
    expect(semantic.kept().entries).toBe(1);
  });

  it('is whole while publishes go on beneath it', async () => {
    let isPublishing = true;
    const publishing = (async () => {
      for (let turn = 0; turn < 20; turn += 1) await nextPublish();
      isPublishing = false;
    })();
    while (isPublishing) {
      const answers = await Promise.all(Array.from({ length: 8 }, signed));
      for (const { amount, version } of answers) expect(amount).toBe(version);
    }
    await publishing;
  });
});

describe('what the sources do not give', () => {
  const one = async (name: string) => (await semantic.query({ measures: [name] }, ALL)).rows[0]?.[name];
  const mapped = (name: string) =>
    semantic.catalogue().measures.find((measure) => measure.name === name)?.mapped;

  it('is null and said to be not mapped, until a publish brings it', async () => {
    const withoutOrders = FULL_COVERAGE.filter((name) => !name.startsWith('order'));
    await setCoverage(warehouse, withoutOrders);
    await publish(warehouse);
    await semantic.published(0);
    expect([await one('sales.revenue'), await one('sales.new_customer_count')]).toEqual([null, null]);
    expect(await one('sales.revenue_per_customer')).toBeNull();
    expect([await one('sales.won_count'), mapped('sales.won_count'), mapped('sales.revenue')]).toEqual([
      '4',
      true,
      false,
    ]);
    const actual = await semantic.query(
      { measures: ['targets.actual'], dimensions: ['targets.metric'] },
      ALL,
    );
    const byMetric = new Map(actual.rows.map((row) => [row['targets.metric'], row['targets.actual']]));
    expect([byMetric.get('revenue'), byMetric.get('won_amount')]).toEqual([null, '30.00']);

    await setCoverage(warehouse, FULL_COVERAGE);
    await publish(warehouse);
    expect(await one('sales.revenue')).toBe('190.10');
    expect(mapped('sales.revenue')).toBe(true);
  });
});

describe('before the first publish', () => {
  it('starts, says so, and answers once there is one', async () => {
    const empty = await openStar();
    await empty.write((connection) =>
      connection.run('create table kept as from star.publish; delete from star.publish'),
    );
    const early = await openSemantic(empty);
    await expect(early.query(SIGNED, ALL)).rejects.toMatchObject({ code: 'not_published' });
    await empty.write((connection) => connection.run('insert into star.publish from kept'));
    expect((await early.query(SIGNED, ALL)).rows).toEqual([{ 'sales.signed_amount': '300.50' }]);
    await early.close();
    await empty.close();
  });
});
