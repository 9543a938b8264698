import pg from 'pg';
import type { Feed, PostgresConfig } from '../config/config.ts';
import { relationSql } from '../sources/postgres-expression.ts';
import { quoteName } from '../../warehouse/sql-text.ts';
import {
  clockAdvice,
  FELT_ROWS,
  missingIndexAdvice,
  noWatermarkAdvice,
  slowReadAdvice,
  type Advice,
} from './advice.ts';

/** What a PostgreSQL server can tell beyond whether the mapping can be read. The source has been reached before. */
export async function advisePostgres(config: PostgresConfig): Promise<Advice[]> {
  const client = new pg.Client({ connectionString: config.url, application_name: 'treeline doctor' });
  await client.connect();
  try {
    const advice = [...(await adviseServer(client, config))];
    for (const feed of Object.values(config.entities).flat())
      advice.push(...(await adviseFeed(client, config, feed)));
    return advice;
  } finally {
    await client.end();
  }
}

async function adviseServer(client: pg.Client, config: PostgresConfig): Promise<Advice[]> {
  const before = Date.now();
  const found = await client.query<{ version: string; now: Date; user: string; super: boolean }>(
    `select split_part(version(), ' on ', 1) as version, clock_timestamp() as now, current_user as user,
       (select rolsuper from pg_roles where rolname = current_user) as super`,
  );
  const asked = new Date((before + Date.now()) / 2);
  const [server] = found.rows;
  if (server === undefined) return [];
  const advice: Advice[] = [
    { severity: 'ok', subject: config.name, message: `${server.version}, as ${server.user}.` },
    clockAdvice(config.name, server.now, asked),
  ];
  if (server.super && config.kind !== 'demo') {
    advice.push({
      severity: 'warn',
      subject: config.name,
      message: `${server.user} may do anything in this server. Treeline needs SELECT alone: create a user of its own and grant it the tables of the mapping.`,
    });
  }
  return advice;
}

async function adviseFeed(client: pg.Client, config: PostgresConfig, feed: Feed): Promise<Advice[]> {
  const { watermark } = feed;
  if (feed.from === null) return [];
  const name = relationSql(config, feed);
  const counted = await client.query<{ rows: number; bytes: number }>(
    `select greatest(reltuples, 0)::float8 as rows, pg_table_size(oid)::float8 as bytes from pg_class where oid = $1::regclass`,
    [name],
  );
  const rows = counted.rows[0]?.rows ?? 0;
  const subject = `${config.name}.${feed.entity}`;
  const slow = slowReadAdvice(subject, config, feed.from, counted.rows[0]?.bytes ?? 0);
  if (rows < FELT_ROWS) return slow;
  if (watermark === null) return [...slow, noWatermarkAdvice(subject, feed.from, rows)];
  if (watermark.kind !== 'column') return slow;
  const indexed = await client.query(
    `select 1 from pg_index join pg_attribute on attrelid = indrelid and attnum = indkey[0]
     where indrelid = $1::regclass and attname = $2 and indisvalid and indpred is null`,
    [name, watermark.name],
  );
  if (indexed.rowCount !== 0) return slow;
  const before = performance.now();
  const column = quoteName(watermark.name);
  await client.query(`select count(*) from ${name} where ${column} >= (select max(${column}) from ${name})`);
  const cure = `create index concurrently on ${name} (${column}); – the CRM's administrator can do it while it runs.`;
  const lookMs = performance.now() - before;
  return [
    ...slow,
    missingIndexAdvice(subject, {
      table: feed.from,
      column: watermark.name,
      rows: Math.round(rows),
      lookMs,
      cure,
    }),
  ];
}
