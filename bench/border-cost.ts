import { parseArgs } from 'node:util';
import { startCube } from '../semantic/cube-server/server.ts';
import { readPublish } from '../semantic/cube-server/publish.ts';
import type { Range, Viewer } from '../semantic/policy/viewer.ts';
import { prepareQuery } from '../semantic/query/prepare.ts';
import { readGiven, readModel } from '../semantic/schema/model.ts';
import { openWarehouse, rows } from '../warehouse/warehouse.ts';
import { QUESTIONS } from './query/questions.ts';

/**
 * What the border costs DuckDB: each question of bench/query.ts as Cube asks it for the head of the largest unit below
 * the root, beside the root's own SQL with that head's rows chosen by hand, in turns. For the root, whether the SQL
 * has any condition of the policy. Needs a warehouse that bench/query.ts has filled:
 *   node --import tsx bench/border-cost.ts --warehouse <folder>/bench.duckdb [--runs 31]
 */
const { values } = parseArgs({
  options: { warehouse: { type: 'string' }, runs: { type: 'string', default: '31' } },
});
if (values.warehouse === undefined) throw new Error('--warehouse <file> is missing');
const runs = Number(values.runs);

const warehouse = await openWarehouse(values.warehouse);
const publish = await warehouse.read(readPublish);
const model = await warehouse.read(async (connection) =>
  readModel(connection, await readGiven(connection), 1),
);
const calendar = { timezone: 'Asia/Shanghai', weekStarts: 'monday', fiscalYearStart: 1 } as const;
const cube = await startCube({
  ...{ warehouse, weekStarts: calendar.weekStarts, timeoutMs: 60_000 },
  warn: (fields, message) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
  viewerOf: () => ({ allowAll: true }),
  model: () => model,
  settle: async (raw, limits) => ({
    prepared: prepareQuery(raw, limits, { ...model, ...calendar, today: publish.today }),
    ...{ publish, model },
  }),
});
await cube.compile();

const [unit] = await warehouse.read((connection) =>
  rows(
    connection,
    `select org_id, lft, rgt from star.dim_org_current where depth = 2 order by rgt - lft desc, org_id limit 1`,
  ),
);
const range: Range = [Number(unit?.['lft']), Number(unit?.['rgt'])];
const head: Viewer = { ranges: [range], ownerId: 'crm:p1' };

/** The root's SQL, and the rows of the head as somebody would write them who knows the star. */
function byHand(sql: string): string {
  const at = sql.lastIndexOf(' WHERE ');
  const [, alias = ''] = /AS "(\w+)"\s*$/i.exec(sql.slice(0, at)) ?? [];
  if (alias === '') throw new Error(`the outer condition was not found in ${sql}`);
  const within = (column: string) => `"${alias}".${column} between ${range[0]} and ${range[1]}`;
  const own = `"${alias}".owner_id = 'crm:p1'`;
  return `${sql.slice(0, at)} WHERE (${within('row_lft')} or ${within('row_then_lft')} or ${own}) and ${sql.slice(at + 7)}`;
}

async function time(sql: string, parameters: readonly (string | number | boolean | null)[]) {
  const started = performance.now();
  const answer = await warehouse.read((connection) => rows(connection, sql, [...parameters]));
  return {
    ms: performance.now() - started,
    text: JSON.stringify(answer.map((row) => Object.values(row)).sort()),
  };
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? NaN;
const ratios: number[] = [];
for (const question of QUESTIONS) {
  const seen = await cube.sqlOf(question.cube, head);
  const whole = await cube.sqlOf(question.cube, { allowAll: true });
  if (/row_lft|row_then_lft/.test(whole.sql.slice(whole.sql.lastIndexOf(' WHERE '))))
    throw new Error(`${question.name}: the root's SQL has a condition of the policy`);
  const hand = byHand(whole.sql);
  const times = { policy: [] as number[], hand: [] as number[] };
  for (let run = -1; run < runs; run += 1) {
    const policy = await time(seen.sql, seen.values);
    const own = await time(hand, whole.values);
    if (run === -1) {
      if (policy.text !== own.text) throw new Error(`${question.name}: the rows differ`);
      continue;
    }
    times.policy.push(policy.ms);
    times.hand.push(own.ms);
  }
  const [policy, own] = [median(times.policy), median(times.hand)];
  ratios.push(policy / own);
  process.stdout.write(
    `${question.name}: ${policy.toFixed(1)} ms, by hand ${own.toFixed(1)} ms, ratio ${(policy / own).toFixed(2)}\n`,
  );
}
process.stdout.write(
  `ratio over ${ratios.length} questions: median ${median(ratios).toFixed(2)}, most ${Math.max(...ratios).toFixed(2)}; the root's SQL has no condition of the policy\n`,
);
await cube.close();
await warehouse.close();
