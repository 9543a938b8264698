import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { PGlite } from '@electric-sql/pglite';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import { generate, type GeneratorOptions } from './generate/generate.ts';
import { columnsOf, copyEncoder, TABLE_NAMES, type Dataset, type TableName } from './generate/tables.ts';

/** A database that can be filled: PGlite in this process, or a PostgreSQL server. */
export interface FillTarget {
  exec(sql: string): Promise<void>;
  /** Loads COPY text into a table. */
  copy(table: string, columns: readonly string[], chunks: string[]): Promise<void>;
}

export interface FillOptions extends GeneratorOptions {
  /** Foreign keys are not checked row by row while loading, unless asked (tests do). */
  readonly checkKeys?: boolean;
  readonly onProgress?: (progress: { done: number; of: number; what: string }) => void;
}

export type RowCounts = Readonly<Record<string, number>>;

export function pgliteTarget(db: PGlite): FillTarget {
  return {
    exec: async (sql) => void (await db.exec(sql)),
    // PGlite reads COPY input from a file of its own named /dev/blob
    copy: async (table, columns, chunks) => {
      const blob = new Blob(chunks);
      await db.query(`copy ${table} (${columns.join(', ')}) from '/dev/blob'`, [], { blob });
    },
  };
}

export function postgresTarget(client: Client): FillTarget {
  return {
    exec: async (sql) => void (await client.query(sql)),
    copy: async (table, columns, chunks) => {
      const into = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
      await pipeline(Readable.from(chunks), into);
    },
  };
}

/** Makes the schema and fills it, in one transaction. Returns the rows of each table. */
export async function fill(target: FillTarget, options: FillOptions): Promise<RowCounts> {
  const report = options.onProgress ?? (() => undefined);
  const data = generate(options);
  const of = Object.values(data).reduce((sum, rows) => sum + rows.length, 0);
  let done = 0;
  report({ done, of, what: 'generated' });

  await target.exec('begin');
  await target.exec(sqlFile('schema.sql'));
  if (options.checkKeys !== true) await target.exec('set local session_replication_role = replica');
  for (const table of TABLE_NAMES) {
    await copyTable(target, data, table);
    done += data[table].length;
    report({ done, of, what: table });
  }
  // deferred keys are checked now: an index cannot be made while they wait
  await target.exec('set constraints all immediate');
  await target.exec(sequencesAfter());
  await target.exec(sqlFile('indexes.sql'));
  await target.exec(sqlFile('triggers.sql'));
  await target.exec('commit');
  // a coarse look is enough for the planner to find the indexes, and ten times as quick
  await target.exec('set default_statistics_target = 10');
  await target.exec('analyze');
  await target.exec('reset default_statistics_target');
  return Object.fromEntries(TABLE_NAMES.map((table) => [table, data[table].length]));
}

function sqlFile(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/** COPY text in pieces of about a megabyte: one string per row is slow, one per table is large. */
const ROWS_PER_CHUNK = 5_000;

async function copyTable(target: FillTarget, data: Dataset, table: TableName): Promise<void> {
  const columns = columnsOf(table).map(([name, kind]) => [name, copyEncoder(kind)] as const);
  const rows: readonly Readonly<Record<string, string | number | boolean | null>>[] = data[table];
  const chunks: string[] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_CHUNK) {
    let text = '';
    for (const row of rows.slice(start, start + ROWS_PER_CHUNK)) {
      let line = '';
      for (const [name, encode] of columns) line += (line === '' ? '' : '\t') + encode(row[name]);
      text += line + '\n';
    }
    chunks.push(text);
  }
  if (rows.length > 0) {
    await target.copy(
      table,
      columns.map(([name]) => name),
      chunks,
    );
  }
}

/** Generated ids were given, not drawn: the sequences go on behind them. */
function sequencesAfter(): string {
  const statements = TABLE_NAMES.filter((table) => columnsOf(table).some(([name]) => name === 'id')).map(
    (table) => {
      return `select setval(pg_get_serial_sequence('${table}', 'id'), (select coalesce(max(id), 0) + 1 from ${table}), false)`;
    },
  );
  return statements.join(';\n');
}
