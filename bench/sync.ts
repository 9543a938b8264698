import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';
import { z } from 'zod';
import { contentsOf } from '../pipelines/sources/columnar/copy-frames.ts';
import { startCopy } from '../pipelines/sources/postgres-copy.ts';

/**
 * How near a sync comes to its limit, on a PostgreSQL: a full load beside the same COPY into nothing and beside a load by hand, an increment of
 * 1,000 rows in a large table beside one in a table of a hundredth. In one run, as ratios:
 *   node --import tsx bench/sync.ts [--rows 10000000] [--server postgres://postgres@127.0.0.1:5432]
 * The tables stand in a database of their own, which is dropped afterwards.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    server: { type: 'string', default: 'postgres://postgres@127.0.0.1:5432' },
  },
});
const rowCount = z.coerce.number().int().min(100_000).parse(values.rows);
const server = values.server;
const DATABASE = 'treeline_bench';
const CHANGED = 1_000;
const RUNS = 3;

const MAPPING = (table: string) => `warehouse: ./${table}.duckdb
sources:
  crm:
    kind: postgres
    url: \${URL}
    statement_timeout_s: 3600
    entities:
      opportunity:
        from: ${table}
        key: id
        watermark: updated_at
        columns:
          name: title
          customer_id: account_id
          owner_id: owner_id
          stage_id: stage
          amount: amount
          currency: currency
          created_at: created_at
          expected_close_on: expected_close
          source: source
          updated_at: updated_at
`;
const OUTPUTS =
  'id, title, account_id, owner_id, stage, amount, currency, created_at, expected_close, source, updated_at';

const runReport = z.object({ ms: z.number(), read: z.number(), landed: z.number(), peakMb: z.number() });

/** One sync in a process of its own, so that its memory is its own. */
async function syncOnce(folder: string, table: string): Promise<z.infer<typeof runReport>> {
  const script = fileURLToPath(new URL('./sync-once.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, path.join(folder, `${table}.yaml`)], {
    env: { ...process.env, URL: `${server}/${DATABASE}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await new Promise((resolve) => child.once('exit', resolve));
  return runReport.parse(JSON.parse(out));
}

/** Read as fast as can be: as pieces of the wire, which costs less than with any client's rows. */
async function copyIntoNothing(client: pg.Client, table: string): Promise<number> {
  const started = performance.now();
  let bytes = 0;
  for await (const piece of startCopy(client, `select ${OUTPUTS} from ${table}`, 'csv'))
    bytes += piece.length;
  if (bytes === 0) throw new Error(`${table} is empty`);
  return performance.now() - started;
}

/** What a script by hand would do: COPY into a file, and DuckDB makes a table of it. No check, no history, no increment. */
async function loadByHand(client: pg.Client, folder: string): Promise<number> {
  const file = path.join(folder, 'by-hand.csv');
  const started = performance.now();
  const texts = startCopy(client, `select ${OUTPUTS} from large`, 'csv');
  await pipeline(contentsOf(texts), createWriteStream(file));
  const duckdb = await DuckDBInstance.create(path.join(folder, 'by-hand.duckdb'));
  const connection = await duckdb.connect();
  await connection.run(`create table opportunity as select * from read_csv('${file}', header = false, columns = {
    id: 'bigint', title: 'varchar', account_id: 'bigint', owner_id: 'integer', stage: 'varchar', amount: 'decimal(18, 2)',
    currency: 'varchar', created_at: 'timestamptz', expected_close: 'date', source: 'varchar', updated_at: 'timestamptz'})`);
  connection.closeSync();
  duckdb.closeSync();
  return performance.now() - started;
}

async function makeTable(client: pg.Client, table: string, count: number): Promise<void> {
  await client.query(`create table ${table} (id bigint primary key, title text, account_id bigint, owner_id int, stage text,
    amount numeric(14, 2), currency text, created_at timestamptz, expected_close date, source text, updated_at timestamptz)`);
  await client.query(`insert into ${table} select g, 'Opportunity ' || g, g % 500000, g % 400,
    (array['new', 'qualified', 'proposal', 'won', 'lost'])[g % 5 + 1], (g % 100000) + 0.25, 'CNY',
    now() - g * interval '1 second', current_date + (g % 90)::int, 'web', now() - interval '1 day' - g * interval '1 second'
    from generate_series(1, ${count}) g`);
  await client.query(`create index on ${table} (updated_at)`);
  // else the server does it by itself, in the middle of what is measured
  await client.query(`vacuum analyze ${table}`);
}

const median = (list: readonly number[]) =>
  list.toSorted((one, other) => one - other)[Math.floor(list.length / 2)] ?? NaN;
const print = (line: string) => process.stdout.write(`${line}\n`);

const admin = new pg.Client(`${server}/postgres`);
await admin.connect();
await admin.query(`drop database if exists ${DATABASE} with (force)`);
await admin.query(`create database ${DATABASE}`);
const client = new pg.Client(`${server}/${DATABASE}`);
await client.connect();
const folder = await mkdtemp(path.join(tmpdir(), 'treeline-bench-'));
try {
  const tables = [
    { name: 'large', count: rowCount },
    { name: 'small', count: rowCount / 100 },
  ] as const;
  for (const { name, count } of tables) {
    await makeTable(client, name, count);
    await writeFile(path.join(folder, `${name}.yaml`), MAPPING(name));
  }
  const raw: number[] = [];
  for (let run = 0; run < RUNS; run += 1) raw.push(await copyIntoNothing(client, 'large'));
  const byHand = await loadByHand(client, folder);
  const fulls: z.infer<typeof runReport>[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await rm(path.join(folder, 'large.duckdb'), { force: true });
    fulls.push(await syncOnce(folder, 'large'));
  }
  const full = {
    ms: median(fulls.map((one) => one.ms)),
    peakMb: Math.max(...fulls.map((one) => one.peakMb)),
  };
  await syncOnce(folder, 'small');
  const limit = median(raw);
  print(
    `full load, ${rowCount.toLocaleString('en')} rows: COPY into nothing ${Math.round(limit)} ms, COPY and read_csv by hand ${Math.round(byHand)} ms, sync ${full.ms} ms`,
  );
  print(
    `  throughput ${((100 * limit) / full.ms).toFixed(0)} % of COPY (wanted: 60 %), ${(full.ms / byHand).toFixed(2)} times as long as by hand, peak memory ${full.peakMb} MB`,
  );

  const increments = new Map<string, number>();
  for (const { name, count } of tables) {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      await client.query(
        `update ${name} set amount = amount + 1, updated_at = clock_timestamp() where id % ${Math.floor(count / CHANGED)} = 0`,
      );
      const { ms, landed } = await syncOnce(folder, name);
      if (landed < CHANGED) throw new Error(`${landed} rows landed instead of ${CHANGED}`);
      times.push(ms);
    }
    increments.set(name, median(times));
  }
  const [large = NaN, small = NaN] = [increments.get('large'), increments.get('small')];
  print(
    `increment of ${CHANGED} rows: ${large} ms in ${rowCount.toLocaleString('en')}, ${small} ms in a hundredth of them`,
  );
  print(`  ${(large / small).toFixed(2)} times as long (wanted: at most 2)`);
} finally {
  await client.end();
  await admin.query(`drop database ${DATABASE} with (force)`);
  await admin.end();
  await rm(folder, { recursive: true, force: true });
}
