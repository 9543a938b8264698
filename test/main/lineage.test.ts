import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traceModels, type TracedModels } from '../../models/lineage/model-lineage.ts';
import { createTrace, type Lineage } from '../../pipelines/cli/engine/lineage.ts';
import { ENTITIES } from '../../pipelines/canonical/entities.ts';
import { readConfig } from '../../pipelines/config/load.ts';
import { FULL_COVERAGE, openSemantic, openStar } from '../../semantic/fixture/star.ts';
import type { Semantic } from '../../semantic/semantic.ts';
import { ROWS } from '../../warehouse/sql-columns.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

const CONFIG = `
warehouse: ./w.duckdb
sources:
  erp:
    kind: postgres
    url: postgres://reader@localhost/erp
    entities:
      opportunity:
        from: deals
        key: id
        columns:
          stage_id: stage
          amount: { sql: "net_value + tax" }
          created_at: made_at
          closed_at: ended_at
`;

let warehouse: Warehouse;
let semantic: Semantic;
let models: TracedModels;
let lineageOf: (member: string) => Promise<Lineage>;

beforeAll(async () => {
  warehouse = await openStar(FULL_COVERAGE);
  semantic = await openSemantic(warehouse);
  models = await warehouse.read((connection) => traceModels(connection, {}));
  const trace = createTrace(readConfig(CONFIG, '/tmp/treeline.yaml', {}), warehouse);
  lineageOf = (member) => trace(semantic, member);
});
afterAll(async () => {
  await semantic.close();
  await warehouse.close();
});

/** Canonical columns at the end of the way, `entity.column`. */
function landed({ columns, steps }: Lineage): Set<string> {
  const all = [...columns, ...steps.flatMap((step) => step.from)];
  return new Set(
    all.filter((one) => /^crm(_log)?\./.test(one)).map((one) => one.replace(/^crm(_log)?\./, '')),
  );
}

describe('lineage', () => {
  it('leads every column of every model to columns that exist', () => {
    const known = (column: string) => {
      const [schema = '', table = '', name = ''] = column.split('.');
      if (name === ROWS) return models.keys.has(`${schema}.${table}`) || WRITTEN.has(`${schema}.${table}`);
      if (schema.startsWith('crm'))
        return name.startsWith('_') || ENTITIES.get(table)?.columns[name] !== undefined;
      return (
        models.lineage.has(column) ||
        models.lineage.has(`${schema}.${table}.*`) ||
        WRITTEN.has(`${schema}.${table}`)
      );
    };
    const open = [...models.lineage].flatMap(([column, { from }]) =>
      from.filter((one) => !known(one)).map((one) => `${column} ← ${one}`),
    );
    expect(open).toEqual([]);
    expect(models.lineage.size).toBeGreaterThan(700);
  });

  it('leads every member down to the CRM, the calendar or the settings', async () => {
    const { measures, dimensions } = semantic.catalogue();
    const lost: string[] = [];
    for (const { name } of [...measures, ...dimensions]) {
      const found = await lineageOf(name);
      const ends = new Set(found.steps.map((step) => step.column));
      const leaves = [...found.columns, ...found.steps.flatMap((step) => step.from)].filter(
        (one) => !ends.has(one),
      );
      const isTraced =
        found.columns.length > 0 && leaves.every((one) => /^(crm|crm_log)\.|^star\./.test(one));
      const written = leaves.filter((one) => one.startsWith('star.'));
      if (!isTraced || written.some((one) => !WRITTEN.has(one.split('.').slice(0, 2).join('.'))))
        lost.push(name);
    }
    expect(lost).toEqual([]);
  });

  it('finds in a measure the columns that it says to need', async () => {
    const missing: string[] = [];
    let needed = 0;
    for (const { name, needs } of semantic.catalogue().measures) {
      const found = landed(await lineageOf(name));
      const has = (need: string) =>
        need.includes('.') ? found.has(need) : [...found].some((column) => column.startsWith(`${need}.`));
      needed += needs.length;
      for (const need of needs) if (!need.split('|').some(has)) missing.push(`${name} ← ${need}`);
    }
    // a measure that only asks whether there is such a row reads nothing in it
    expect(missing.length / needed, missing.join('\n')).toBeLessThan(0.1);
    const plain =
      /^(sales\.(created|won|lost|win_rate|revenue|order)|pipeline\.open_|targets\.(target|attainment) )/;
    expect(missing.filter((one) => plain.test(one))).toEqual([]);
  });

  it('takes from a view of several facts only those that the measure counts', async () => {
    const tables = async (member: string) =>
      new Set((await lineageOf(member)).columns.map((column) => column.split('.')[1]));
    expect(await tables('sales.won_amount')).toEqual(new Set(['fct_opportunity_event']));
    expect(await tables('sales.revenue')).toEqual(new Set(['fct_order']));
    expect(await tables('sales.signed_amount')).toEqual(new Set(['fct_contract']));
  });

  it('ends in the columns of the company’s own CRM', async () => {
    const { sources } = await lineageOf('sales.won_amount');
    expect(sources).toContainEqual({
      ...{ source: 'erp', kind: 'postgres', entity: 'opportunity', column: 'opportunity.amount' },
      ...{ table: 'deals', expression: 'net_value + tax' },
    });
  });

  it('names the nearest member for one that does not exist', async () => {
    await expect(lineageOf('sales.won_amout')).rejects.toMatchObject({
      code: 'unknown_member',
      facts: { nearest: 'sales.won_amount' },
    });
  });
});

/** Tables of the star that no model builds: the runner writes them. */
const WRITTEN = new Set(
  ['publish', 'setting', 'coverage', 'extra', 'day_exception', 'threshold_decision'].map(
    (name) => `star.${name}`,
  ),
);
