import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSql, textOf, treeOf, treesOf, writeSql, type SqlTree } from '../../warehouse/sql-tree.ts';
import { rows, type Warehouse } from '../../warehouse/warehouse.ts';
import { WORKED_CUSTOMERS } from '../cubes/worked-customers.ts';
import { WORKED, type Worked } from '../cubes/worked-figures.ts';
import { WORKED_PROCESS } from '../cubes/worked-process.ts';
import { openSemantic, openStar } from '../fixture/star.ts';
import type { Viewer } from '../policy/viewer.ts';
import { createModel, readGiven, type Model } from '../schema/model.ts';
import type { ExplainedFigure, Semantic } from '../semantic.ts';
import { aggregatesOf, readMeasures } from './parts.ts';
import { MEASURE } from '../schema/measure-sql.ts';

const ALL: Viewer = { allowAll: true };
let warehouse: Warehouse;
let semantic: Semantic;
let model: Model;

beforeAll(async () => {
  warehouse = await openStar();
  semantic = await openSemantic(warehouse);
  model = createModel(await warehouse.read(readGiven), 1);
});
afterAll(async () => {
  await semantic.close();
  await warehouse.close();
});

function question(name: string, { view, from, to, date = 'date', where = {} }: Omit<Worked, 'figures'>) {
  return {
    measures: [name],
    timeDimensions: [{ dimension: `${view}.${date}`, dateRange: [from, to] }],
    filters: Object.entries(where).map(([member, value]) => ({
      ...{ member: `${view}.${member}`, operator: 'equals' as const },
      values: [value],
    })),
  };
}

/** Every row, on two pages. */
async function allRows(query: Parameters<Semantic['explain']>[0], viewer = ALL): Promise<ExplainedFigure> {
  const first = await semantic.explain(query, viewer, { limit: 3, offset: 0 });
  const listed = [...first.rows];
  if (first.rowCount > listed.length)
    listed.push(...(await semantic.explain(query, viewer, { limit: 1_000, offset: 3 })).rows);
  return { ...first, rows: listed };
}

/** What the contributions of the rows make, without SQL. */
function together(values: readonly string[], way: string): number | null {
  const numbers = values.map(Number).sort((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (numbers.length - 1);
    const [low = 0, high = 0] = [numbers[Math.floor(place)], numbers[Math.ceil(place)]];
    return low + (high - low) * (place - Math.floor(place));
  };
  if (way === 'count') return values.length;
  if (way === 'distinct') return new Set(values).size;
  if (values.length === 0) return null;
  if (way === 'median') return at(0.5);
  if (way === 'quantile') return at(0.9);
  const sum = numbers.reduce((a, b) => a + b, 0);
  return way === 'mean' ? sum / numbers.length : sum;
}

/** The measure over the sums that the rows made; what only decides whether there is a figure is taken as decided. */
async function recomputed(name: string, sums: readonly (number | null)[]): Promise<number | null> {
  const [view = '', member = ''] = name.split('.');
  const declaration = model.declarations.find((one) => one.name === view);
  if (declaration === undefined) throw new Error(name);
  return await warehouse.read(async (connection) => {
    const read = await readMeasures(connection, declaration, member, model.coverage);
    const keys = read.flatMap(({ measure, tree }) => [
      ...new Set(aggregatesOf(tree, `${view}_rows`).map((one) => `${measure.name} ${JSON.stringify(one)}`)),
    ]);
    const constant = async (value: number | null) =>
      treesOf(
        await parseSql(connection, `select ${value === null ? 'null' : `(${value})::double`}`),
        'select_list',
      )[0];
    const put = async (tree: SqlTree, owner: string): Promise<SqlTree> => {
      const at = keys.indexOf(`${owner} ${JSON.stringify(tree)}`);
      if (at >= 0) return (await constant(sums[at] ?? null)) ?? tree;
      if (textOf(tree, 'class') === 'CASE') {
        const otherwise = treeOf(tree, 'else_expr');
        const [check] = treesOf(tree, 'case_checks');
        const isNothing = otherwise === null || textOf(otherwise, 'class') === 'CONSTANT';
        const taken = isNothing ? treeOf(check ?? {}, 'then_expr') : otherwise;
        return taken === null ? tree : await put(taken, owner);
      }
      if (['list_sum', 'list_transform'].includes(textOf(tree, 'function_name'))) {
        const [list] = treesOf(tree, 'children');
        return list === undefined ? tree : await put(list, owner);
      }
      const [relation, column] = Array.isArray(tree['column_names']) ? tree['column_names'] : [];
      if (relation === MEASURE) {
        const other = read.find((one) => one.measure.name === column);
        if (other !== undefined) return await put(other.tree, other.measure.name);
      }
      const copy: SqlTree = { ...tree };
      for (const [key, value] of Object.entries(tree)) {
        if (Array.isArray(value)) {
          copy[key] = await Promise.all(
            value.map(async (one) =>
              typeof one === 'object' && one !== null && !Array.isArray(one) ? put(one, owner) : one,
            ),
          );
        } else if (typeof value === 'object' && value !== null) copy[key] = await put(value, owner);
      }
      return copy;
    };
    const [top] = read;
    if (top === undefined) return null;
    const select = await parseSql(connection, 'select 1');
    const tree = await put(top.tree, top.measure.name);
    const [row] = await rows(connection, await writeSql(connection, { ...select, select_list: [tree] }));
    const value = Object.values(row ?? {})[0];
    return value === null || value === undefined ? null : Number(value);
  });
}

/** Made of what the rows of each person add up to. */
const BY_PERSON = new Set(
  ['targeted_people_count', 'hit_people_count', 'hit_rate'].map((one) => `targets.${one}`),
);

function byPerson({ rows: listed }: ExplainedFigure) {
  const people = new Map<unknown, { target: number; actual: number }>();
  for (const row of listed) {
    const sums = people.get(row['targets.owner_id']) ?? { target: 0, actual: 0 };
    sums.target += Number(row['p1'] ?? 0);
    sums.actual += Number(row['p2'] ?? 0);
    people.set(row['targets.owner_id'], sums);
  }
  return [...people.values()].filter((one) => one.target !== 0);
}

describe('the rows behind a figure', () => {
  const cases = [...WORKED, ...WORKED_CUSTOMERS, ...WORKED_PROCESS].flatMap(({ figures, ...rest }) =>
    Object.entries(figures).map(([name, expected]) => ({ name: `${rest.view}.${name}`, expected, rest })),
  );

  it.each(cases)('of $name make it', async ({ name, expected, rest }) => {
    const explained = await allRows(question(name, rest));
    if (expected === null) expect(explained.value).toBeNull();
    else if (typeof expected === 'number') expect(Number(explained.value)).toBeCloseTo(expected, 9);
    else if (!explained.measure.name.includes('last_')) expect(explained.value).toBe(String(expected));
    expect(explained.rows).toHaveLength(explained.rowCount);
    expect(explained.parts.length, 'a measure is made of something').toBeGreaterThan(0);
    const sums = explained.parts.map(({ id, way, value }) => {
      const given = explained.rows.flatMap((row) => (row[id] === null ? [] : [String(row[id])]));
      if (way === 'latest' || way === 'earliest') {
        const ends = given.map((one) => one.replace('T', ' ')).sort();
        expect(value).toBe((way === 'latest' ? ends.at(-1) : ends[0]) ?? null);
        return null;
      }
      // several values a row are not added up, but shown
      if (way === 'values') return null;
      const sum = together(given, way);
      if (sum === null) expect(value, id).toBeNull();
      else expect(Number(value), id).toBeCloseTo(sum, 9);
      return sum;
    });
    if (typeof expected === 'boolean' || explained.measure.format === null) return;
    if (BY_PERSON.has(name)) {
      const people = byPerson(explained);
      const hits = people.filter((one) => one.actual >= one.target).length;
      if (name.endsWith('targeted_people_count')) expect(people.length).toBe(Number(explained.value));
      if (name.endsWith('hit_people_count')) expect(hits).toBe(Number(explained.value));
      return;
    }
    if (explained.parts.some((part) => part.way === 'values')) return;
    const again = await recomputed(name, sums);
    // a funnel without a fourth step has no figure for it
    if (explained.value === null) expect(again === 0 && name.startsWith('funnel.') ? null : again).toBeNull();
    else expect(again ?? 0).toBeCloseTo(Number(explained.value), 6);
  });
});

describe('the rows behind a count', () => {
  it.each(['activity_count', 'call_count', 'connected_call_count', 'late_entry_rate'])(
    'of %s are those that are counted in it',
    async (name) => {
      const { rows: listed } = await allRows({ measures: [`activities.${name}`] });
      expect(listed.length).toBeGreaterThan(0);
      expect(listed.filter((row) => (row['p1'] ?? row['p2'] ?? null) === null)).toEqual([]);
    },
  );
});

describe('an explanation', () => {
  const march = { view: 'sales', from: '2025-03-01', to: '2025-03-31' };
  const wonInMarch = question('sales.won_amount', march);

  it('says the formula in both languages', async () => {
    const { formula } = await semantic.explain(question('sales.win_rate', march), ALL, {
      limit: 1,
      offset: 0,
    });
    expect(formula).toEqual({ en: 'Deals won ÷ (Deals won + Deals lost)', zh: '赢单数 ÷ (赢单数 + 丢单数)' });
    const won = await semantic.explain(wonInMarch, ALL, { limit: 1, offset: 0 });
    expect(won.formula).toEqual({
      en: "sum of amount where event = 'won'",
      zh: "amount 之和(其中 event = 'won')",
    });
  });

  it('lists rows by who, what and when, the newest first', async () => {
    const { columns, rows: listed } = await allRows(wonInMarch);
    expect(columns.map((one) => one.name)).toEqual([
      ...['sales.date', 'sales.event', 'sales.record_id', 'sales.record_name', 'sales.customer_id'],
      ...['sales.customer_name', 'sales.stage', 'sales.product', 'sales.owner_id', 'sales.owner_name'],
      'sales.org_name',
    ]);
    const dates = listed.map((row) => String(row['sales.date']));
    expect(dates).toEqual(dates.toSorted().toReversed());
  });

  it('shows a viewer their own rows only, and no bound of their permissions', async () => {
    const viewer: Viewer = { ranges: [[2, 3]], ownerId: 'ann', denied: ['sales.customer_name'] };
    const all = await allRows(wonInMarch);
    const own = await allRows(wonInMarch, viewer);
    expect(own.value).toBe((await semantic.query(wonInMarch, viewer)).rows[0]?.['sales.won_amount']);
    expect(own.rowCount).toBeLessThan(all.rowCount);
    const sum = own.rows.reduce((total, row) => total + Number(row['p1']), 0);
    expect(sum).toBeCloseTo(Number(own.value), 9);
    expect(own.columns.map((one) => one.name)).not.toContain('sales.customer_name');
    expect(own.sql.text).toContain('row_lft');
    const shown = own.sql.parameters.filter((one) => one !== null);
    expect(shown).toEqual(
      expect.arrayContaining(['2025-03-01T00:00:00.000000', '2025-03-31T23:59:59.999999']),
    );
    // one part of the tree: two bounds as is, two as was, and an owner; several: as many as there are slots
    expect(own.sql.parameters.length - shown.length).toBe(5);
    const several = await allRows(wonInMarch, { ...viewer, ranges: [[2, 2], [5, 5]] }); // prettier-ignore
    expect(several.sql.parameters.filter((one) => one === null)).toHaveLength(33);
    expect(shown).not.toContain('ann');
  });

  it('takes one figure: no table, no second measure, no condition on a measure', async () => {
    const page = { limit: 1, offset: 0 };
    const refused = async (query: Parameters<Semantic['explain']>[0]) =>
      await expect(semantic.explain(query, ALL, page)).rejects.toMatchObject({ code: 'invalid_query' });
    await refused({ measures: ['sales.won_amount', 'sales.won_count'] });
    await refused({ measures: ['sales.won_amount'], dimensions: ['sales.owner_id'] });
    await refused({
      measures: ['sales.won_amount'],
      filters: [{ member: 'sales.won_count', operator: 'gt', values: ['1'] }],
    });
    await expect(
      semantic.explain(wonInMarch, { ranges: [], ownerId: null, denied: ['sales.won_amount'] }, page),
    ).rejects.toMatchObject({ code: 'forbidden_member' });
  });

  it('names the tables, the attribution and what was asked in absolute days', async () => {
    const query = {
      measures: ['sales.won_amount'],
      timeDimensions: [{ dimension: 'sales.date', dateRange: 'this month' }],
      filters: [{ member: 'sales.org_then_l2_id', operator: 'equals' as const, values: ['N'] }],
    };
    const explained = await semantic.explain(query, ALL, { limit: 1, offset: 0 });
    expect(explained.attribution).toBe('as_was');
    expect(explained.asked.timeDimensions).toEqual([
      { dimension: 'sales.date', dateRange: ['2025-03-01', '2025-03-31'] },
    ]);
    expect(explained.tables).toContain('star.fct_opportunity_event');
    expect(explained.columns.at(-1)?.name).toBe('sales.org_then_name');
  });
});
