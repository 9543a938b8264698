import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import express from 'express';
import pino from 'pino';
import { z } from 'zod';
import { createModels, type ModelSettings } from '../models/models.ts';
import { ensureWarehouseSchema } from '../pipelines/sync/warehouse-schema.ts';
import { createSemantic } from '../semantic/semantic.ts';
import { openWarehouse, rows, type Warehouse } from '../warehouse/warehouse.ts';
import { fillWarehouse, LAST_DAY } from './query/fill.ts';
import { fillPostgres, type OperationalTables } from './query/postgres.ts';
import { QUESTIONS, type Question } from './query/questions.ts';

/**
 * Twenty-four questions over a made-up company with three activities per opportunity: through HTTP, beside the same
 * by hand on the same DuckDB, and beside a PostgreSQL that holds the operational tables. One line per question:
 *   node --import tsx bench/query.ts [--rows 1000000] [--runs 15] [--postgres postgres://postgres@127.0.0.1:5432] [--folder <kept>]
 * A folder that is kept is filled once; a PostgreSQL gets a database of its own, which is dropped afterwards.
 */
const options = z
  .object({
    rows: z.coerce.number().int().min(1_000),
    runs: z.coerce.number().int().min(3),
    postgres: z.string().startsWith('postgres').optional(),
    folder: z.string().optional(),
  })
  .parse(
    parseArgs({
      options: {
        rows: { type: 'string', default: '1000000' },
        runs: { type: 'string', default: '15' },
        postgres: { type: 'string' },
        folder: { type: 'string' },
      },
    }).values,
  );

const SETTINGS: ModelSettings = {
  ...{
    timezone: 'Asia/Shanghai',
    dayStartsAt: '00:00',
    weekStarts: 'monday',
    fiscalYearStart: 1,
    holidays: 'CN',
  },
  ...{ currency: 'CNY', headlineMetric: 'won_amount', fxMaxAgeDays: 7, visitRadiusM: 500, stalledDays: 14 },
  ...{
    workingHours: ['08:00', '20:00'],
    rfmWindowDays: 365,
    rfmSameDayOrders: 'one',
    backdateDays: 3,
    newCustomerMinAmount: 0,
    thresholds: {},
  },
};
const log = pino({ level: 'warn' }, process.stderr);
const say = (text: string) => process.stdout.write(`${text}\n`);

async function openFilled(folder: string): Promise<Warehouse> {
  await mkdir(folder, { recursive: true });
  const warehouse = await openWarehouse(path.join(folder, 'bench.duckdb'));
  await warehouse.write((connection) => ensureWarehouseSchema(connection, {}));
  const [{ n } = { n: '0' }] = await warehouse.read((connection) =>
    rows(connection, 'select count(*) as n from crm.opportunity'),
  );
  if (Number(n) === options.rows) return warehouse;
  const started = performance.now();
  await warehouse.write((connection) => fillWarehouse(connection, options.rows));
  say(`${options.rows} opportunities and ${options.rows * 3} activities in ${seconds(started)} s`);
  return warehouse;
}

async function build(warehouse: Warehouse): Promise<void> {
  const models = await createModels({ warehouse, settings: SETTINGS });
  const started = performance.now();
  const report = await models.build({ asOf: new Date(`${LAST_DAY}T15:00:00Z`) });
  if (!report.changed) return;
  const slowest = report.models.toSorted((a, b) => b.ms - a.ms).slice(0, 5);
  say(
    `full build in ${seconds(started)} s; ${slowest.map(({ model, ms }) => `${model} ${Math.round(ms / 100) / 10} s`).join(', ')}`,
  );
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 100) / 10;
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly answer: T }> {
  const started = performance.now();
  const answer = await work();
  return { ms: performance.now() - started, answer };
}

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

const loadAnswer = z.looseObject({
  data: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))).optional(),
  error: z.string().optional(),
});

interface Measured {
  readonly question: Question;
  readonly http: readonly number[];
  readonly hand: readonly number[];
  readonly postgres: readonly number[];
}

/** Every run follows a publish, as on a board that is open all day: no answer comes from memory. */
async function measure(
  question: Question,
  { base, publish }: Served,
  warehouse: Warehouse,
  tables: OperationalTables | null,
): Promise<Measured> {
  const times = { http: [] as number[], hand: [] as number[], postgres: [] as number[] };
  for (let run = -1; run < options.runs; run += 1) {
    await publish();
    const answered = await timed(() => ask(base, question.cube));
    const asked = { ...answered, answer: rowsOf(answered.answer, question) };
    const byHand = await timed(() => warehouse.read((connection) => rows(connection, question.star)));
    // far slower, and steadier
    const isAsked = tables !== null && run < 3;
    const inTables = isAsked ? await timed(() => tables.ask(question.tables)) : null;
    if (run === -1) {
      const sums = [sum(asked.answer, question.measure), sum(byHand.answer, 'm')];
      if (inTables !== null) sums.push(sum(inTables.answer, 'm'));
      if (!sums.every((one) => isNear(one, sums[0] ?? 0)))
        say(`  ${question.name}: the answers differ: ${sums.join(', ')}`);
      continue;
    }
    times.http.push(asked.ms);
    times.hand.push(byHand.ms);
    if (inTables !== null) times.postgres.push(inTables.ms);
  }
  return { question, ...times };
}

async function ask(base: string, query: object): Promise<unknown> {
  const response = await fetch(base, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return await response.json();
}

function rowsOf(answer: unknown, { cube }: Question): Record<string, unknown>[] {
  const { data, error } = loadAnswer.parse(answer);
  if (data === undefined) throw new Error(`${error ?? 'no answer'} for ${JSON.stringify(cube)}`);
  return data;
}

function sum(found: readonly Record<string, unknown>[], column: string): number {
  return found.reduce((total, row) => total + Number(row[column] ?? 0), 0);
}

/** Sums of money spread over days differ by what the last day takes. */
function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= Math.abs(other) * 1e-4 + 0.01;
}

interface Served {
  readonly base: string;
  publish(): Promise<void>;
  close(): Promise<void>;
}

async function serve(warehouse: Warehouse): Promise<Served> {
  const { timezone, fiscalYearStart } = SETTINGS;
  const semantic = await createSemantic({
    warehouse,
    settings: { calendar: { timezone, week_starts: 'monday', fiscal_year_start: fiscalYearStart } },
    log,
  });
  const app = express();
  semantic.mount(app);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = z
    .custom<AddressInfo>((value) => typeof value === 'object' && value !== null)
    .parse(server.address());
  return {
    base: `http://127.0.0.1:${address.port}/cubejs-api/v1/load`,
    async publish() {
      const [row] = await warehouse.write(async (connection) => {
        await connection.run('update star.publish set version = version + 1');
        return await rows(connection, 'select version from star.publish');
      });
      await semantic.published(Number(row?.['version']));
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await semantic.close();
    },
  };
}

function line({ question, http, hand, postgres }: Measured): string {
  const [httpMedian, handMedian] = [quantile(http, 0.5), quantile(hand, 0.5)];
  const [http95, hand95] = [quantile(http, 0.95), quantile(hand, 0.95)];
  const limit = 1.5 * hand95 + 30;
  const cells = [
    question.kind.padEnd(7),
    question.name.padEnd(40),
    `${httpMedian.toFixed(0)} / ${http95.toFixed(0)} ms`.padStart(14),
    `by hand ${handMedian.toFixed(0)} / ${hand95.toFixed(0)} ms`.padStart(22),
    `${(http95 / hand95).toFixed(1)}×`.padStart(6),
    http95 <= limit ? 'within' : `over by ${(http95 - limit).toFixed(0)} ms`,
  ];
  if (postgres.length > 0)
    cells.push(
      `PostgreSQL ${quantile(postgres, 0.5).toFixed(0)} ms = ${(quantile(postgres, 0.5) / httpMedian).toFixed(0)}×`,
    );
  return cells.join('  ');
}

const folder = options.folder ?? (await mkdtemp(path.join(tmpdir(), 'treeline-bench-query-')));
const warehouse = await openFilled(folder);
let tables: OperationalTables | null = null;
try {
  await build(warehouse);
  if (options.postgres !== undefined) tables = await fillPostgres(options.postgres, warehouse, folder);
  const served = await serve(warehouse);
  const measured: Measured[] = [];
  for (const question of QUESTIONS) {
    const one = await measure(question, served, warehouse, tables);
    measured.push(one);
    say(line(one));
  }
  const within = measured.filter(({ http, hand }) => quantile(http, 0.95) <= 1.5 * quantile(hand, 0.95) + 30);
  say(`${within.length} of ${measured.length} within 1.5 × by hand + 30 ms at the 95th percentile`);
  const ratios = measured
    .filter((one) => one.postgres.length > 0)
    .map((one) => quantile(one.postgres, 0.5) / quantile(one.http, 0.5));
  if (ratios.length > 0)
    say(`PostgreSQL takes ${quantile(ratios, 0.5).toFixed(0)} × as long on the median question`);
  await served.close();
} finally {
  await tables?.drop();
  await warehouse.close();
  if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
}
