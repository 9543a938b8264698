import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { FULL_COVERAGE, openSemantic, openStar, publish, setCoverage } from '../fixture/star.ts';
import { securityContext, type Viewer } from '../policy/viewer.ts';
import type { CubeQuery } from '../query/cube-query.ts';
import type { Semantic } from '../semantic.ts';
import { loadCubePackages } from './packages.ts';
import { keepQuestions } from './questions.ts';

const ALL: Viewer = { allowAll: true };
const BY_OWNER: CubeQuery = {
  measures: ['sales.won_count', 'sales.won_amount'],
  dimensions: ['sales.owner_id'],
  order: { 'sales.owner_id': 'asc' },
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

async function ask(query: CubeQuery, viewer: Viewer = ALL): Promise<string> {
  return JSON.stringify((await semantic.query(query, viewer)).rows);
}

describe('a question asked again', () => {
  it('is compiled once, and answered alike', async () => {
    const { gateway } = loadCubePackages();
    const compiled = vi.spyOn(gateway.ApiGateway.prototype, 'load');
    const first = await ask(BY_OWNER);
    expect(compiled).toHaveBeenCalledTimes(1);
    expect(await ask(BY_OWNER)).toBe(first);
    // an answer of this publish is kept: of the next one it is asked anew
    await publish(warehouse);
    expect(await ask(BY_OWNER)).toBe(first);
    expect(compiled).toHaveBeenCalledTimes(1);
    compiled.mockRestore();
  });

  it('is another one for whoever differs in anything', async () => {
    const bob = { ranges: [], ownerId: 'bob' } as const;
    const viewers: Viewer[] = [
      ALL,
      bob,
      { ...bob, ownerId: 'ann' },
      { ...bob, ranges: [[1, 100]] },
      { ...bob, masked: ['sales.won_amount'] },
    ];
    const alone = [];
    for (const viewer of viewers) {
      const own = await openSemantic(warehouse);
      alone.push(JSON.stringify((await own.query(BY_OWNER, viewer)).rows));
      await own.close();
    }
    expect(new Set(alone).size).toBeGreaterThan(3);
    for (const turn of [1, 2]) {
      const together = await Promise.all(viewers.map((viewer) => ask(BY_OWNER, viewer)));
      expect([turn, together]).toEqual([turn, alone]);
    }
    await expect(ask(BY_OWNER, { ...bob, denied: ['sales.won_amount'] })).rejects.toMatchObject({
      code: 'forbidden_member',
    });
  });

  it('is refused to a viewer of another tree, as before', async () => {
    const viewer = { ranges: [[1, 100]], ownerId: null } as const;
    const frame = await warehouse.read(async (connection) =>
      Number((await connection.runAndReadAll('select frame_version from star.publish')).getRows()[0]?.[0]),
    );
    expect(await ask(BY_OWNER, { ...viewer, frame })).toBe(await ask(BY_OWNER, { ...viewer, frame }));
    await publish(warehouse, 'update star.publish set frame_version = frame_version + 1');
    await expect(ask(BY_OWNER, { ...viewer, frame })).rejects.toMatchObject({ code: 'organisation_changed' });
  });

  it('that fails in the warehouse is our defect, the first time and again', async () => {
    const signed = { measures: ['sales.signed_count'], limit: 7 };
    const before = await ask(signed);
    await publish(warehouse, 'alter table star.fct_contract rename to fct_contract_gone');
    for (const question of [signed, { ...signed, limit: 8 }])
      await expect(ask(question)).rejects.toThrow(/^Cube failed with status 500/);
    await publish(warehouse, 'alter table star.fct_contract_gone rename to fct_contract');
    expect(await ask(signed)).toBe(before);
  });

  it('is cut where it is asked to be', async () => {
    const all = (await semantic.query(BY_OWNER, ALL)).rows;
    for (const [limit, offset] of [
      [1, 0],
      [2, 0],
      [1, 1],
    ] as const) {
      for (const turn of [1, 2]) {
        const cut = await semantic.query({ ...BY_OWNER, limit, offset }, ALL);
        expect([turn, cut.rows, cut.truncated]).toEqual([turn, all.slice(offset, offset + limit), true]);
      }
    }
  });

  it('speaks of the day that it is', async () => {
    const today = {
      measures: ['sales.won_count'],
      timeDimensions: [{ dimension: 'sales.date', dateRange: 'this year' }],
    };
    const before = await ask(today);
    await publish(warehouse, "update star.publish set as_of_date = as_of_date + interval '1 year'");
    expect(await ask(today)).not.toBe(before);
    await publish(warehouse, "update star.publish set as_of_date = as_of_date - interval '1 year'");
    expect(await ask(today)).toBe(before);
  });

  it('knows what the sources give now', async () => {
    const revenue = { measures: ['sales.revenue'] };
    const before = await ask(revenue);
    await setCoverage(
      warehouse,
      FULL_COVERAGE.filter((name) => !name.startsWith('order')),
    );
    await publish(warehouse);
    expect(await ask(revenue)).toBe('[{"sales.revenue":null}]');
    await setCoverage(warehouse, FULL_COVERAGE);
    await publish(warehouse);
    expect(await ask(revenue)).toBe(before);
  });
});

it('the questions that are kept are bounded in bytes', () => {
  const questions = keepQuestions(100_000);
  const keyOf = (values: string[]) =>
    questions.keyOf(
      'v',
      { filters: [{ member: 'sales.owner_id', operator: 'equals', values }] },
      securityContext(ALL),
    );
  const question = { compiled: { query: 'x'.repeat(1_000) }, aliases: {}, annotation: {} };
  const keys = Array.from({ length: 50 }, (_, at) => keyOf([String(at)]));
  for (const key of keys) questions.keep(key, question);
  const kept = keys.filter((key) => questions.get(key) !== undefined).length;
  expect(kept).toBeGreaterThan(5);
  expect(kept).toBeLessThan(20);
  const large = keyOf(Array.from({ length: 1_000 }, (_, at) => `${at}`.padEnd(100, 'x')));
  questions.keep(large, question);
  expect(questions.get(large)).toBeUndefined();
});
