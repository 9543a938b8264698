import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rows } from '../../warehouse/warehouse.ts';
import { startStack, type Stack } from './stack.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SHARED = process.env['TREELINE_SHARED_DATA'] ?? path.join(ROOT, '..', 'shared', 'data');
const FOLDER = path.join(SHARED, 'adventureworks');
const IS_HERE = existsSync(path.join(FOLDER, 'SalesOrderHeader.tsv'));
if (!IS_HERE) console.warn(`AdventureWorks is not tested: ${FOLDER} does not hold its tables`);

const WHOLE: readonly [string, string] = ['2011-01-01', '2014-12-31'];

/** The tables as the files hold them, and the three attributions by their definitions. */
const SOURCE = `
  create view orders as
    select "SalesOrderID" as id, "OrderDate"::date as day, "SalesPersonID" as rep, "TerritoryID" as territory,
      round("SubTotal"::decimal(18, 4), 2) as amount
    from read_csv('${FOLDER}/SalesOrderHeader.tsv', delim = '\t', header = true);
  create view history as
    select rep, territory, starts::date as starts, ends::date as ends
    from read_csv('${FOLDER}/SalesTerritoryHistory.tsv', delim = '\t', header = false,
      names = ['id', 'rep', 'territory', 'starts', 'ends', 'guid', 'modified']);
  create view person as
    select rep, territory from read_csv('${FOLDER}/SalesPerson.tsv', delim = '\t', header = false,
      names = ['rep', 'territory', 'quota', 'bonus', 'pct', 'ytd', 'last', 'guid', 'modified']);
  create view territory as
    select id, name from read_csv('${FOLDER}/SalesTerritory.tsv', delim = '\t', header = false,
      names = ['id', 'name', 'country', 'continent', 'ytd', 'last', 'cost', 'cost_last', 'guid', 'modified']);
  create view quota as
    select rep, starts::date as starts, quota, lead(starts::date) over (partition by rep order by starts) as next
    from read_csv('${FOLDER}/SalesPersonQuotaHistory.tsv', delim = '\t', header = false,
      names = ['id', 'rep', 'starts', 'quota', 'guid', 'modified']);
  create view sold as
    select orders.*, own.name as of_order, was.name as as_was, now.name as as_is
    from orders
    left join territory as own on own.id = orders.territory
    left join history on history.rep = orders.rep and orders.day between history.starts and coalesce(history.ends, orders.day)
    left join territory as was on was.id = history.territory
    left join person on person.rep = orders.rep
    left join territory as now on now.id = person.territory
    where orders.rep is not null`;

describe.skipIf(!IS_HERE)('AdventureWorks', () => {
  let stack: Stack;
  let folder: string;
  let source: DuckDBConnection;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'treeline-adventureworks-'));
    source = await (await DuckDBInstance.create(':memory:')).connect();
    await source.run(SOURCE);
    stack = await startStack({
      configFile: path.join(ROOT, 'examples/adventureworks/treeline.yaml'),
      env: { ADVENTUREWORKS_DIR: FOLDER },
      asOf: new Date('2014-07-01T06:59:59Z'),
      warehouseFile: path.join(folder, 'treeline.duckdb'),
    });
  }, 300_000);

  afterAll(async () => {
    await stack?.close();
    source?.closeSync();
    await rm(folder, { recursive: true, force: true });
  });

  /** Figures by the values of a dimension, as cents of text. */
  async function byGroup(
    measure: string,
    dimension: string,
    dateRange = WHOLE,
    filters: readonly object[] = [REPS],
  ): Promise<Record<string, string>> {
    const [view = ''] = measure.split('.');
    const found = await stack.load({
      measures: [measure],
      dimensions: [`${view}.${dimension}`],
      timeDimensions: [{ dimension: `${view}.date`, dateRange }],
      filters,
      limit: 5000,
    });
    return Object.fromEntries(
      found
        // whoever has none of it is not listed
        .filter((row) => row[measure] !== null && Number(row[measure]) !== 0)
        .map((row) => [String(row[`${view}.${dimension}`]), String(row[measure])]),
    );
  }

  async function fromSource(sql: string): Promise<Record<string, string>> {
    const found = await rows(source, sql);
    return Object.fromEntries(found.map((row) => [String(row['name']), String(row['value'])]));
  }

  const total = (groups: Record<string, string>) =>
    Object.values(groups)
      .reduce((sum, value) => sum + Number(value), 0)
      .toFixed(2);

  // what customers bought online has no seller
  const REPS = { member: 'sales.sales_channel', operator: 'equals', values: ['rep'] };
  const REVENUE = [{ member: 'targets.metric', operator: 'equals', values: ['revenue'] }];

  it('31,465 orders, of which 3,806 were sold by 17 people', async () => {
    const [all] = await stack.load({
      measures: ['sales.order_count', 'sales.revenue'],
      timeDimensions: [{ dimension: 'sales.date', dateRange: WHOLE }],
    });
    const [expected] = await rows(source, 'select count(*) as n, sum(amount)::varchar as amount from orders');
    expect([all?.['sales.order_count'], all?.['sales.revenue']]).toEqual([
      expected?.['n'],
      expected?.['amount'],
    ]);
    expect(expected?.['n']).toBe('31465');
    expect(Object.keys(await byGroup('sales.order_count', 'owner_id'))).toHaveLength(17);
    expect(total(await byGroup('sales.order_count', 'owner_id'))).toBe('3806.00');
  });

  it('the sales of each seller, and of all of them: 80,487,704.29', async () => {
    const sold = await byGroup('sales.revenue', 'owner_id');
    expect(sold).toEqual(
      await fromSource("select 'aw:' || rep as name, sum(amount)::varchar as value from sold group by rep"),
    );
    expect(total(sold)).toBe('80487704.29');
  });

  it.each([
    ['as is', 'org_name', 'as_is'],
    ['as was', 'org_then_name', 'as_was'],
    ['by the territory of the order', 'order_territory', 'of_order'],
  ])('sales of the territories %s', async (_name, dimension, column) => {
    const found = await byGroup('sales.revenue', dimension);
    const expected = await fromSource(
      `select ${column} as name, sum(amount)::varchar as value from sold where ${column} is not null group by 1`,
    );
    expect(found).toMatchObject(expected);
    // whoever has no territory sells for a continent; nothing is lost
    const others = Object.keys(found).filter((name) => !(name in expected));
    expect(['North America', 'Europe', 'Pacific']).toEqual(expect.arrayContaining(others));
    expect(total(found)).toBe('80487704.29');
  });

  it('three attributions that differ: 134 orders without a territory, 542 outside the seller’s own', async () => {
    const asked = { timeDimensions: [{ dimension: 'sales.date', dateRange: WHOLE }], limit: 5000 };
    const isContinent = { member: 'sales.org_then_type', operator: 'equals', values: ['region'] };
    const [outside] = await stack.load({
      ...asked,
      measures: ['sales.order_count', 'sales.revenue'],
      filters: [REPS, isContinent],
    });
    const { value } = await fromSource(
      "select sum(amount)::varchar as value, 'value' as name from sold where as_was is null",
    );
    expect(outside).toMatchObject({ 'sales.order_count': '134', 'sales.revenue': value });
    expect(value).toBe('3584605.89');
    const elsewhere = async (unit: string) => {
      const found = await stack.load({
        ...asked,
        measures: ['sales.order_count'],
        dimensions: ['sales.order_territory', `sales.${unit}_name`, `sales.${unit}_type`],
        filters: [REPS],
      });
      return found
        .filter((row) => row[`sales.${unit}_type`] === 'territory')
        .filter((row) => row['sales.order_territory'] !== row[`sales.${unit}_name`])
        .reduce((sum, row) => sum + Number(row['sales.order_count']), 0);
    };
    expect(await elsewhere('org_then')).toBe(542);
    expect(await elsewhere('org')).toBe(1326);
  });

  it('two sellers whose present territory contradicts their history', async () => {
    const places = async (owner: string, unit: string) => {
      const filters = [{ member: 'sales.owner_id', operator: 'equals', values: [owner] }];
      return Object.keys(await byGroup('sales.order_count', unit, ['2012-05-30', '2014-06-29'], filters));
    };
    expect([await places('aw:282', 'org_name'), await places('aw:282', 'org_then_name')]).toEqual([
      ['Canada'],
      ['United Kingdom'],
    ]);
    expect([await places('aw:289', 'org_name'), await places('aw:289', 'org_then_name')]).toEqual([
      ['United Kingdom'],
      ['Canada'],
    ]);
  });

  it('quotas of irregular periods: 95,714,000 over all, each in its own days', async () => {
    const whole = await byGroup('targets.target', 'owner_id', WHOLE, REVENUE);
    expect(whole).toEqual(
      await fromSource(
        "select 'aw:' || rep as name, sum(quota)::decimal(18, 2)::varchar as value from quota group by rep",
      ),
    );
    expect(total(whole)).toBe('95714000.00');
    const periods = await rows(
      source,
      'select distinct starts, next - 1 as ends from quota where next is not null order by 1',
    );
    expect(periods).toHaveLength(11);
    for (const { starts, ends } of periods) {
      const found = await byGroup('targets.target', 'owner_id', [String(starts), String(ends)], REVENUE);
      const expected = await fromSource(
        `select 'aw:' || rep as name, quota::decimal(18, 2)::varchar as value from quota where starts = '${String(starts)}'`,
      );
      expect(found, String(starts)).toEqual(expected);
    }
  });

  it('attainment of each seller in a quota’s own days', async () => {
    const attained = await byGroup('targets.attainment', 'owner_id', ['2013-08-30', '2013-11-29'], REVENUE);
    const expected = await rows(
      source,
      `select 'aw:' || quota.rep as name, sum(amount)::double / any_value(quota) as value
       from quota join sold on sold.rep = quota.rep and sold.day between starts and next - 1
       where starts = '2013-08-30' group by 1`,
    );
    expect(expected.length).toBeGreaterThan(10);
    for (const { name, value } of expected)
      expect(Number(attained[String(name)])).toBeCloseTo(Number(value), 9);
  });

  it.each(['org', 'org_then'])('quotas add up over the tree (%s)', async (unit) => {
    for (const level of ['l1_id', 'l2_id', 'l3_id', 'l4_id', 'l5_id', 'id']) {
      expect(total(await byGroup('targets.target', `${unit}_${level}`, WHOLE, REVENUE)), level).toBe(
        '95714000.00',
      );
    }
  });

  it('managers who sell stand beside the territories of their continent', async () => {
    const filters = [REPS, { member: 'sales.org_l4', operator: 'equals', values: ['Europe'] }];
    const below = await byGroup('sales.revenue', 'org_l5', WHOLE, filters);
    expect(Object.keys(below).sort()).toEqual(['France', 'Germany', 'United Kingdom', 'null']);
    const manager = await fromSource(
      "select 'null' as name, sum(amount)::varchar as value from sold where rep = 287",
    );
    expect(below['null']).toBe(manager['null']);
  });

  it('290 people in a tree of 36 units', async () => {
    const [people] = await stack.load({
      measures: ['people.count'],
      filters: [{ member: 'people.id', operator: 'notEquals', values: ['unassigned'] }],
    });
    expect(people?.['people.count']).toBe('290');
    const units = await stack.load({
      dimensions: ['org_units.id', 'org_units.type', 'org_units.depth'],
      limit: 100,
    });
    const ofType = (type: string) => units.filter((row) => row['org_units.type'] === type);
    expect([ofType('department').length, ofType('region').length, ofType('territory').length]).toEqual([
      16, 3, 10,
    ]);
    expect(ofType('territory').every((row) => Number(row['org_units.depth']) === 5)).toBe(true);
  });
});
