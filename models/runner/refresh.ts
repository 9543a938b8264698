import type { DuckDBConnection } from '@duckdb/node-api';
import { rows } from '../../warehouse/warehouse.ts';
import type { ChangedTables } from './changes.ts';
import type { Model } from './model-file.ts';
import { quoteName, scopedSql, wholeSql } from './sql-text.ts';

export interface ModelReport {
  readonly model: string;
  readonly mode: 'full' | 'incremental';
  /** Keys looked at again; null when the model was computed whole. */
  readonly affected: number | null;
  /** Rows taken away and rows put in; a changed row is one of each. */
  readonly removed: number;
  readonly added: number;
  readonly ms: number;
}

/** Makes a table or view from nothing. Answers the number of rows (0 for a view). */
export async function createModel(connection: DuckDBConnection, model: Model): Promise<number> {
  const name = quoteName(model.name);
  if (model.load.kind === 'view') {
    await connection.run(`create or replace view ${name} as ${model.sql}`);
    return 0;
  }
  await connection.run(`create or replace table ${name} as ${wholeSql(model.sql)}`);
  return count(connection, name);
}

async function count(connection: DuckDBConnection, table: string): Promise<number> {
  const [row] = await rows(connection, `select count(*)::integer as n from ${table}`);
  return typeof row?.['n'] === 'number' ? row['n'] : 0;
}

/** The values of `by` that the changes touch, as a temporary table with the column `key`; null when there are none. */
async function findAffected(
  connection: DuckDBConnection,
  model: Model,
  changed: ChangedTables,
): Promise<{ count: number; keys: string[] | null } | null> {
  if (model.load.kind !== 'incremental') throw new Error(`${model.name} is not incremental`);
  const queries: string[] = [];
  for (const [input, rule] of Object.entries(model.load.changed_by)) {
    const table = changed.get(input);
    if (table === undefined) continue;
    const query = /^\w+$/.test(rule.trim()) ? `select ${quoteName(rule.trim())} from changed` : rule;
    queries.push(
      `select * from (${query.replace(/\bfrom changed\b|\bjoin changed\b/g, (text) => `${text.slice(0, -7)}${table} as changed`)}) as affected_by (key)`,
    );
  }
  if (queries.length === 0) return null;
  await connection.run(`create or replace temp table affected as
    select distinct key::varchar as key from (${queries.join(' union all ')}) where key is not null`);
  const affected = await count(connection, 'affected');
  if (affected === 0) return null;
  if (affected > 500) return { count: affected, keys: null };
  const keys = await rows(connection, 'select key from affected order by key');
  return { count: affected, keys: keys.map((row) => String(row['key'])) };
}

/**
 * Brings one table up to date by exchanging only the rows that differ, and adds them (as they were and as they are)
 * to `changed`, so that what reads this table looks at no more than that.
 * Answers null when nothing that the model reads has changed.
 */
export async function refreshModel(
  connection: DuckDBConnection,
  model: Model,
  changed: ChangedTables,
  scope: 'whole' | 'changed',
): Promise<{ report: ModelReport; addedTable: string } | null> {
  const started = performance.now();
  const name = quoteName(model.name);
  const affected = scope === 'whole' ? null : await findAffected(connection, model, changed);
  if (scope === 'changed' && affected === null) return null;

  const suffix = model.name.replace('.', '_');
  const [fresh, removed, added] = [`fresh_${suffix}`, `removed_${suffix}`, `added_${suffix}`];
  const by = model.load.kind === 'incremental' ? quoteName(model.load.by) : null;
  const inScope =
    affected === null || by === null
      ? ''
      : scopedSql(`where {{ in_scope(${by}::varchar) }}`, 'affected', affected.keys);
  const sql = affected === null ? wholeSql(model.sql) : scopedSql(model.sql, 'affected', affected.keys);
  await connection.run(`create or replace temp table ${fresh} as ${sql}`);
  await connection.run(`create or replace temp table ${removed} as
    select * from ${name} ${inScope} except all select * from ${fresh}`);
  await connection.run(`create or replace temp table ${added} as
    select * from ${fresh} except all select * from ${name} ${inScope}`);
  const removedCount = await count(connection, removed);
  const addedCount = await count(connection, added);
  if (removedCount > 0) {
    const sameKey = model.key.map((key) => `own.${quoteName(key)} = gone.${quoteName(key)}`).join(' and ');
    await connection.run(`delete from ${name} as own using ${removed} as gone where ${sameKey}`);
  }
  if (addedCount > 0) await connection.run(`insert into ${name} select * from ${added}`);
  if (removedCount + addedCount > 0) {
    const table = `changed_${suffix}`;
    await connection.run(`create or replace temp table ${table} as
      select * from ${removed} union all select * from ${added}`);
    changed.set(model.name, table);
  }
  await connection.run(`drop table ${fresh}; drop table ${removed}`);
  return {
    report: {
      model: model.name,
      mode: scope === 'whole' ? 'full' : 'incremental',
      affected: affected?.count ?? null,
      removed: removedCount,
      added: addedCount,
      ms: Math.round(performance.now() - started),
    },
    addedTable: added,
  };
}
