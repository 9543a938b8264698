import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import mysql, { type Connection } from 'mysql2';
import pino from 'pino';
import { z } from 'zod';
import { loadConfig } from '../pipelines/config/load.ts';
import { SYNC_MEMORY } from '../pipelines/cli/engine/engine.ts';
import { createSync } from '../pipelines/sync/sync.ts';
import { openWarehouse } from '../warehouse/warehouse.ts';

/**
 * How fast a MySQL table is loaded in full, beside mysql2's own unbuffered stream of the same columns:
 *   node --import tsx bench/sync-mysql.ts [--url mysql://root@127.0.0.1:3306] [--rows 3000000] [--rounds 3]
 * Makes a database of its own and drops it. The ratio is what counts: rows per second are the machine's.
 */
const optionsSchema = z.object({
  url: z.string().startsWith('mysql://').default('mysql://root@127.0.0.1:3306'),
  rows: z.coerce.number().int().min(1000).default(3_000_000),
  rounds: z.coerce.number().int().min(1).default(3),
});
const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    rows: { type: 'string' },
    rounds: { type: 'string' },
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
      is_won tinyint(1), chance double, key (updated_at))`,
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

/** Milliseconds of a full load: every row read, checked and landed, in a warehouse of its own. */
async function timeSync(dir: string): Promise<number> {
  const config = loadConfig(path.join(dir, 'treeline.yaml'), { URL: `${options.url}/${database}` });
  rmSync(config.warehouse, { force: true });
  const warehouse = await openWarehouse(config.warehouse);
  const sync = createSync(config, warehouse, pino({ level: 'silent' }));
  const begin = performance.now();
  const report = await warehouse.within(SYNC_MEMORY, () => sync.run());
  const took = performance.now() - begin;
  const landed = report.entities.reduce((total, one) => total + one.landed, 0);
  if (landed !== options.rows) throw new Error(`${landed} rows`);
  await sync.close();
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
  const syncs: number[] = [];
  // in turn, so that both meet the same neighbours on the machine
  for (let round = 0; round < options.rounds; round++) {
    streams.push(await timeStream(connection));
    syncs.push(await timeSync(dir));
  }
  const [stream, sync] = [median(streams), median(syncs)];
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(
    `mysql2's unbuffered stream: ${rate(stream)}\nfull load: ${rate(sync)}\n` +
      `ratio: ${(stream / sync).toFixed(2)} (at least 0.60)\npeak memory of the process: ${peak} MiB (under 1024)\n`,
  );
} finally {
  await ask(connection, `drop database if exists ${database}`);
  connection.destroy();
  rmSync(dir, { recursive: true, force: true });
}
