import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { FULL_COVERAGE, openSemantic, openStar } from '../fixture/star.ts';
import type { Semantic } from '../semantic.ts';
import { WORKED_CUSTOMERS } from './worked-customers.ts';
import { WORKED } from './worked-figures.ts';
import { WORKED_POOL } from './worked-pool.ts';
import { WORKED_PROCESS } from './worked-process.ts';

const ALL = { allowAll: true } as const;
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

async function rows(query: Parameters<Semantic['query']>[0]) {
  return (await semantic.query(query, ALL)).rows;
}

const march = (view: string) => [{ dimension: `${view}.date`, dateRange: ['2025-03-01', '2025-03-31'] }];

describe('measures', () => {
  it.each([...WORKED, ...WORKED_CUSTOMERS, ...WORKED_POOL, ...WORKED_PROCESS])(
    '$view $where equals the figures worked by hand',
    async ({ view, from, to, date = 'date', where, figures }) => {
      const [row] = await rows({
        measures: Object.keys(figures).map((name) => `${view}.${name}`),
        timeDimensions: [{ dimension: `${view}.${date}`, dateRange: [from, to] }],
        filters: Object.entries(where ?? {}).map(([name, value]) => ({
          ...{ member: `${view}.${name}`, operator: 'equals' as const },
          values: [value],
        })),
      });
      for (const [name, expected] of Object.entries(figures)) {
        const found = row?.[`${view}.${name}`];
        if (typeof expected === 'number') expect(Number(found), name).toBeCloseTo(expected, 9);
        else expect(found, name).toBe(expected);
      }
    },
  );

  it('has a figure worked by hand for every measure', () => {
    const worked = new Set(
      [...WORKED, ...WORKED_CUSTOMERS, ...WORKED_POOL, ...WORKED_PROCESS].flatMap(({ view, figures }) =>
        Object.keys(figures).map((name) => `${view}.${name}`),
      ),
    );
    const { measures, moments } = semantic.catalogue();
    const plain = [
      'people.count',
      'people.active_count',
      'org_units.count',
      'freshness.count',
      'coverage.count',
    ];
    const open = [...measures.map(({ name }) => name), ...moments].filter((name) => !worked.has(name));
    expect(open.sort()).toEqual(plain.sort());
  });

  it('counts people, units, publishes and coverage', async () => {
    const one = async (name: string) => (await rows({ measures: [name] }))[0]?.[name];
    expect(await one('people.count')).toBe('5');
    expect(await one('people.active_count')).toBe('4');
    expect(await one('org_units.count')).toBe('5');
    expect(await one('freshness.count')).toBe('1');
    expect(await one('coverage.count')).toBe(String(FULL_COVERAGE.length));
  });

  it('says 0 for a count and null for a ratio where nothing happened', async () => {
    const measures = semantic
      .catalogue()
      .measures.filter(({ name }) => /^(sales|leads|activities)\./.test(name));
    for (const view of ['sales', 'leads', 'activities']) {
      const own = measures.filter(({ name }) => name.startsWith(`${view}.`));
      const [row] = await rows({
        measures: own.map(({ name }) => name),
        timeDimensions: [{ dimension: `${view}.date`, dateRange: ['2031-01-01', '2031-01-31'] }],
      });
      for (const { name, format, isAdditive } of own) {
        // a state of nothing is nothing overdue
        const isCount = isAdditive || format === 'count' || name === 'sales.overdue_amount';
        expect(isCount ? Number(row?.[name]) : row?.[name], name).toBe(isCount ? 0 : null);
      }
    }
  });
});

describe('the organisation', () => {
  const byUnit = async (dimension: string) => {
    const found = await rows({
      measures: ['sales.won_amount'],
      dimensions: [dimension],
      timeDimensions: march('sales'),
    });
    return Object.fromEntries(found.map((row) => [String(row[dimension]), row['sales.won_amount']]));
  };

  it('moves history with the people as is, and leaves it as was; the totals agree', async () => {
    expect(await byUnit('sales.org_l2_id')).toEqual({ N: '100.00', S: '245.05' });
    expect(await byUnit('sales.org_then_l2_id')).toEqual({ N: '300.05', S: '45.00' });
  });

  it('follows a unit that moved: as was it stands where it stood', async () => {
    const february = [{ dimension: 'leads.date', dateRange: ['2025-02-01', '2025-02-28'] }];
    const dimensions = ['leads.org_l2_id', 'leads.org_then_l2_id', 'leads.org_path', 'leads.org_then_path'];
    const [row] = await rows({ measures: ['leads.lead_count'], dimensions, timeDimensions: february });
    expect(dimensions.map((name) => row?.[name])).toEqual(['N', 'S', '/r/N/N1/', '/r/S/N1/']);
  });

  it('shows own people of a unit as the row without a child', async () => {
    const found = await rows({
      measures: ['sales.won_amount'],
      dimensions: ['sales.org_l3_id'],
      timeDimensions: march('sales'),
      filters: [{ member: 'sales.org_l2_id', operator: 'equals', values: ['N'] }],
      order: { 'sales.won_amount': 'desc' },
    });
    expect(found.map((row) => [row['sales.org_l3_id'], row['sales.won_amount']])).toEqual([
      ['N1', '70.00'],
      [null, '30.00'],
    ]);
  });

  it('groups by every dimension of every view', async () => {
    for (const { name } of semantic.catalogue().views) {
      const dimensions = semantic.catalogue().dimensions.map((one) => one.name);
      const own = dimensions.filter((one) => one.startsWith(`${name}.`));
      for (let at = 0; at < own.length; at += 50) {
        expect((await rows({ dimensions: own.slice(at, at + 50) })).length, name).toBeGreaterThan(0);
      }
    }
  });
});

describe('targets', () => {
  it('stand per person, per unit and per metric', async () => {
    const timeDimensions = [{ dimension: 'targets.date', dateRange: ['2025-03-17', '2025-03-21'] }];
    const filters = [{ member: 'targets.metric', operator: 'equals' as const, values: ['won_amount'] }];
    const measures = ['targets.target', 'targets.actual', 'targets.attainment'];
    const people = await rows({ measures, timeDimensions, filters, dimensions: ['targets.owner_id'] });
    expect(people.find((row) => row['targets.owner_id'] === 'ann')?.['targets.attainment']).toBe('0.6');
    const units = await rows({ measures, timeDimensions, filters, dimensions: ['targets.org_l2_id'] });
    expect(units.map((row) => row['targets.attainment'])).toEqual(['0.48']);
    const metrics = await rows({ measures, timeDimensions, dimensions: ['targets.metric'] });
    const revenue = metrics.find((row) => row['targets.metric'] === 'revenue');
    expect(revenue).toMatchObject({
      'targets.target': null,
      'targets.actual': '99.99',
      'targets.attainment': null,
    });
  });
});
