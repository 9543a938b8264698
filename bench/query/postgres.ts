import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { quoteName } from '../../warehouse/sql-text.ts';
import { rows, type Warehouse } from '../../warehouse/warehouse.ts';

/** The operational tables in a PostgreSQL, as a CRM would keep them. */
export interface OperationalTables {
  ask(sql: string): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

const DATABASE = 'treeline_bench_query';

const TABLES: Readonly<Record<string, string>> = {
  org_unit: 'id text primary key, parent_id text, name text, type text',
  employee: 'id text primary key, name text, org_unit_id text, role text, hired_on date',
  customer: 'id text primary key, name text, type text, industry text, province text, created_at timestamp',
  product: 'id text primary key, name text, category text',
  pipeline_stage: 'id text primary key, pipeline text, name text, rank int, probability float8, kind text',
  opportunity: `id text primary key, customer_id text, owner_id text, pipeline text, stage_id text, name text,
    amount numeric(18, 2), created_at timestamp, expected_close_on date, closed_at timestamp, lost_reason text,
    source text, product_id text`,
  activity:
    'id text primary key, type text, owner_id text, at timestamp, duration_s int, outcome text, opportunity_id text',
  target:
    'id text primary key, subject_type text, subject_id text, metric text, period text, period_start date, value numeric(18, 2)',
};

/** What whoever keeps these tables would have made long ago. */
const INDEXES = `
  create index on org_unit (parent_id);
  create index on employee (org_unit_id);
  create index on opportunity (created_at);
  create index on opportunity (closed_at) include (stage_id, amount);
  create index on opportunity (stage_id, closed_at);
  create index on opportunity (owner_id, closed_at);
  create index on opportunity (customer_id);
  create index on activity (at) include (type, owner_id, outcome);
  create index on activity (owner_id, at);
  create index on activity (opportunity_id);
  create index on target (period_start);
  vacuum analyze`;

/** Copies the company into a database of its own, by way of files in `folder`. */
export async function fillPostgres(
  server: string,
  warehouse: Warehouse,
  folder: string,
): Promise<OperationalTables> {
  const admin = new pg.Client(`${server}/postgres`);
  await admin.connect();
  await admin.query(`drop database if exists ${DATABASE}`);
  await admin.query(`create database ${DATABASE}`);
  const client = new pg.Client(`${server}/${DATABASE}`);
  await client.connect();
  // as many workers as the machine has, and room to work in
  await client.query("set work_mem = '256MB'; set max_parallel_workers_per_gather = 2; set timezone = 'UTC'");
  for (const [table, columns] of Object.entries(TABLES)) {
    await client.query(`create table ${table} (${columns})`);
    const names = columns.split(/,(?![^(]*\))/).map((column) => column.trim().split(/\s/)[0] ?? '');
    const file = path.join(folder, `${table}.csv`);
    await warehouse.read((connection) =>
      rows(
        connection,
        `copy (select ${names.map(quoteName).join(', ')} from crm."${table}") to '${file}' (format csv, header false)`,
      ),
    );
    await pipeline(createReadStream(file), client.query(copyFrom(`copy ${table} from stdin (format csv)`)));
    await rm(file);
  }
  for (const statement of INDEXES.split(';')) await client.query(statement);
  return {
    ask: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
    async drop() {
      await client.end();
      await admin.query(`drop database ${DATABASE}`);
      await admin.end();
    },
  };
}
