import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { openSemantic, openStar, publish } from '../fixture/star.ts';
import type { Semantic } from '../semantic.ts';

const ALL = { allowAll: true } as const;
const asked: { sql: string; values: readonly DuckDBValue[] }[] = [];

let warehouse: Warehouse;
let semantic: Semantic;

/** The warehouse, writing down what it is asked. */
function watched(real: Warehouse): Warehouse {
  const listening = (connection: DuckDBConnection) =>
    new Proxy(connection, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: [string, DuckDBValue[]?]) => {
          if (name === 'runAndReadAll') asked.push({ sql: args[0], values: args[1] ?? [] });
          return value.apply(target, args);
        };
      },
    });
  return { ...real, read: (use) => real.read((connection) => use(listening(connection))) };
}

beforeAll(async () => {
  warehouse = await openStar();
  semantic = await openSemantic(watched(warehouse), { timeoutMs: 1000 });
});
afterAll(async () => {
  await semantic.close();
  await warehouse.close();
});

describe('the SQL that reaches DuckDB', () => {
  it('lets a date filter reach every scan, so that old row groups are skipped', async () => {
    asked.length = 0;
    const dateRange = ['2025-03-05', '2025-03-10'];
    await semantic.query(
      {
        measures: ['won_amount', 'revenue', 'signed_amount', 'collected_amount', 'rep_count'].map(
          (name) => `sales.${name}`,
        ),
        timeDimensions: [{ dimension: 'sales.date', dateRange }],
      },
      ALL,
    );
    const query = asked.find(({ sql }) => sql.includes('fct_opportunity_event'));
    if (query === undefined) throw new Error('no query was asked');
    const plan = await warehouse.read(async (connection) => {
      const reader = await connection.runAndReadAll(`explain (format json) ${query.sql}`, [...query.values]);
      return String(reader.getRows()[0]?.[1]);
    });
    const filters = [...plan.matchAll(/(\w+)>='2025-03-05'::DATE AND \1<='2025-03-10'::DATE/g)].map(
      ([, column]) => column,
    );
    expect(filters.sort()).toEqual(['date', 'event_date', 'event_date', 'event_date', 'signed_date']);
  });

  it('compares money exactly and takes values as parameters only', async () => {
    asked.length = 0;
    const having = (value: string) => ({
      measures: ['sales.won_amount'],
      dimensions: ['sales.owner_id'],
      filters: [{ member: 'sales.won_amount', operator: 'gte' as const, values: [value] }],
    });
    expect((await semantic.query(having('200.05'), ALL)).rows).toHaveLength(1);
    expect((await semantic.query(having('200.050000001'), ALL)).rows).toHaveLength(0);
    expect(asked.some(({ sql }) => sql.includes('200.05'))).toBe(false);
    const name = "Acme' or '1'='1";
    const byName = {
      measures: ['sales.won_count'],
      filters: [{ member: 'sales.customer_name', operator: 'equals' as const, values: [name] }],
    };
    expect((await semantic.query(byName, ALL)).rows).toEqual([{ 'sales.won_count': '0' }]);
    expect(asked.some(({ sql }) => sql.includes('Acme'))).toBe(false);
  });

  it('finds a percent sign as a percent sign', async () => {
    const find = (text: string) => ({
      dimensions: ['sales.customer_name'],
      filters: [{ member: 'sales.customer_name', operator: 'contains' as const, values: [text] }],
    });
    expect((await semantic.query(find('acm'), ALL)).rows).toHaveLength(1);
    expect((await semantic.query(find('%'), ALL)).rows).toEqual([{ 'sales.customer_name': 'Corner 5%' }]);
    expect((await semantic.query(find('A_me'), ALL)).rows).toHaveLength(0);
  });
});

describe('a query that takes too long', () => {
  it('is given up with a word about it, and DuckDB is free again', async () => {
    await publish(
      warehouse,
      `alter table star.fct_lead rename to small_lead;
       create view star.fct_lead as
         select small_lead.* from star.small_lead, range(200000) as a (a), range(200000) as b (b) where hash(a.a, b.b) > 5`,
    );
    const started = performance.now();
    await expect(semantic.query({ measures: ['leads.lead_count'] }, ALL)).rejects.toMatchObject({
      code: 'query_timeout',
    });
    expect(performance.now() - started).toBeLessThan(30_000);
    expect((await semantic.query({ measures: ['sales.won_count'] }, ALL)).rows).toEqual([
      { 'sales.won_count': '4' },
    ]);
  });
});
