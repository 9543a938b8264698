import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileSync } from 'node:fs';
import mysql, { type Connection } from 'mysql2';
import { z } from 'zod';
import { loadConfig } from '../pipelines/config/load.ts';
import { createSource } from '../pipelines/sources/create-source.ts';
import { createIntakes } from '../pipelines/sync/intake.ts';
import { createStage } from '../pipelines/sync/stage.ts';
import { openWarehouse } from '../warehouse/warehouse.ts';

/**
 * How fast a MySQL table comes into the stage, beside mysql2's own unbuffered stream of the same columns:
 *   node --import tsx bench/mysql-read.ts [--url mysql://root@127.0.0.1:3306] [--rows 1000000] [--rounds 3] [--memory 512MB]
 * Makes a database of its own and drops it. The ratio is what counts: rows per second are the machine's.
 */
const optionsSchema = z.object({
  url: z.string().startsWith('mysql://').default('mysql://root@127.0.0.1:3306'),
  rows: z.coerce.number().int().min(1000).default(1_000_000),
  rounds: z.coerce.number().int().min(1).default(3),
  /** DuckDB's share. */
  memory: z.string().default('512MB'),
});
const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    rows: { type: 'string' },
    rounds: { type: 'string' },
    memory: { type: 'string' },
  },
});
const options = optionsSchema.parse(values);
const database = `treeline_bench_${process.pid}`;

const COLUMNS = {
  id: 'id',
  customer_id: 'account_id',
  owner_id: 'owner_id',
  name: 'name',
  stage_id: 'stage',
  amount: 'amount',
  currency: 'currency',
  created_at: 'created',
  closed_at: 'closed',
  updated_at: 'updated_at',
  lost_reason: 'note',
};
const MAPPING = `sources:
  crm:
    kind: mysql
    url: \${URL}
    timezone: UTC
    entities:
      opportunity: { from: deal, watermark: updated_at, columns: ${JSON.stringify(COLUMNS)},
        extra: { is_won: { type: boolean }, chance: { type: double } } }
`;
const SELECT = `select ${[...Object.values(COLUMNS), 'is_won', 'chance'].join(', ')} from deal`;

function ask(connection: Connection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error) => (error === null ? resolve() : reject(error)));
  });
}

async function fill(connection: Connection): Promise<void> {
  await ask(connection, `create database ${database} character set utf8mb4`);
  await ask(connection, `use ${database}`);
  await ask(
    connection,
    `create table deal (id bigint unsigned primary key, account_id int, owner_id int, name varchar(200), stage varchar(40),
      amount decimal(18, 2), currency char(3), created datetime, closed datetime, updated_at datetime(6), note text,
      is_won tinyint(1), chance double)`,
  );
  await ask(
    connection,
    `insert into deal
     select seq, seq % 50000, seq % 700, concat('商机 ', seq, ' "renewal", ', md5(seq)),
       elt(1 + seq % 5, 'new', 'qualified', 'proposal', 'won', 'lost'), seq * 1.37, 'CNY',
       '2024-01-01' + interval seq second, if(seq % 3 = 0, '2024-06-01' + interval seq second, null),
       '2024-06-01' + interval seq * 1000001 microsecond, if(seq % 4 = 0, concat('called\n', sha1(seq), ' 客户'), null),
       seq % 2, seq / 1000003
     from seq_1_to_${options.rows}`,
  );
}

/** Milliseconds that mysql2 takes to hand over every row, and nothing is done with them. */
async function timeStream(connection: Connection): Promise<number> {
  const begin = performance.now();
  let rows = 0;
  for await (const row of connection.query(SELECT).stream()) rows += row === null ? 0 : 1;
  if (rows !== options.rows) throw new Error(`${rows} rows`);
  return performance.now() - begin;
}

/** Milliseconds until every row is in the stage, typed and checked. */
async function timeStage(dir: string): Promise<number> {
  const config = loadConfig(path.join(dir, 'treeline.yaml'), { URL: `${options.url}/${database}` });
  const settings = config.sources['crm'];
  if (settings === undefined) throw new Error('no source');
  const warehouse = await openWarehouse(config.warehouse, { memoryLimit: options.memory });
  const source = createSource(settings, config, warehouse);
  const stage = createStage(warehouse);
  const feeds = Object.values(settings.entities).flat();
  const problems = await source.check(feeds);
  if (problems.length > 0) throw new Error(problems.map((one) => one.message).join('\n'));
  const begin = performance.now();
  const took = await stage.run(async (run) => {
    const requests = feeds.map((feed) => ({ feed, since: null, ranges: null }));
    const [extract] = await source.extract(
      requests,
      { ...run, intakes: createIntakes(config, run) },
      () => undefined,
    );
    if (extract?.rows !== options.rows) throw new Error(`${extract?.rows} rows`);
    return performance.now() - begin;
  });
  await source.close();
  await stage.close();
  await warehouse.close();
  return took;
}

const median = (times: readonly number[]): number =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? NaN;
const rate = (ms: number): string => `${Math.round(options.rows / ms)} thousand rows/s`;

const dir = mkdtempSync(path.join(os.tmpdir(), 'treeline-bench-'));
writeFileSync(path.join(dir, 'treeline.yaml'), MAPPING);
const connection = mysql.createConnection({ uri: options.url, charset: 'utf8mb4' });
try {
  await fill(connection);
  await timeStream(connection);
  const streams: number[] = [];
  const stages: number[] = [];
  // in turn, so that both meet the same neighbours on the machine
  for (let round = 0; round < options.rounds; round++) {
    streams.push(await timeStream(connection));
    stages.push(await timeStage(dir));
  }
  const [stream, staged] = [median(streams), median(stages)];
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(
    `mysql2's unbuffered stream: ${rate(stream)}\nread into the stage: ${rate(staged)}\n` +
      `ratio: ${(stream / staged).toFixed(2)} (at least 0.60)\npeak memory of the process: ${peak} MiB (under 1024)\n`,
  );
} finally {
  await ask(connection, `drop database if exists ${database}`);
  connection.destroy();
  rmSync(dir, { recursive: true, force: true });
}
