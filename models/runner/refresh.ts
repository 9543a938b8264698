import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { quoteName, quoteRelation } from '../../warehouse/sql-text.ts';
import { rows } from '../../warehouse/warehouse.ts';
import type { ChangedTables } from './changes.ts';
import type { Model } from './model-file.ts';
import { LITERAL_KEYS, scopedSql, wholeSql } from './sql-text.ts';

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
  const name = quoteRelation(model.name);
  if (model.load.kind === 'view') {
    await connection.run(`create or replace view ${name} as ${model.sql}`);
    return 0;
  }
  await connection.run(`create or replace table ${name} as ${wholeSql(model.sql)}`);
  return count(connection, name);
}

async function count(connection: DuckDBConnection, table: string): Promise<number> {
  const [row] = await rows(connection, `select count(*)::integer as n from ${table}`);
  return z.number().parse(row?.['n']);
}

/** The values of `by` to compute again: a short list, or a temporary table when there are many. */
type Affected = { readonly count: number; readonly keys: readonly string[] | null };

/** Finds what the changes touch; null when that is nothing. */
async function findAffected(
  connection: DuckDBConnection,
  model: Model,
  changed: ChangedTables,
): Promise<Affected | null> {
  if (model.load.kind !== 'incremental') throw new Error(`${model.name} is not incremental`);
  const queries: string[] = [];
  for (const [input, rule] of Object.entries(model.load.changed_by)) {
    const table = changed.get(input);
    if (table === undefined) continue;
    const query = /^\w+$/.test(rule.trim()) ? `select ${quoteName(rule.trim())} from changed` : rule;
    const bound = query.replace(/\b(from|join) changed\b/g, `$1 ${table} as changed`);
    queries.push(`select * from (${bound}) as affected_by (key)`);
  }
  if (queries.length === 0) return null;
  const distinct = `select distinct key::varchar as key from (${queries.join(' union all ')}) where key is not null`;
  const keys = await rows(connection, `${distinct} limit ${String(LITERAL_KEYS + 1)}`);
  if (keys.length === 0) return null;
  if (keys.length <= LITERAL_KEYS) {
    return { count: keys.length, keys: keys.map((row) => z.string().parse(row['key'])).sort() };
  }
  await connection.run(`create or replace temp table affected as ${distinct}`);
  return { count: await count(connection, 'affected'), keys: null };
}

/** The rows that an increment put in. */
function addedRows(changes: string): string {
  return `(select * exclude (_sign) from ${changes} where _sign > 0)`;
}

/** Takes the old rows away and puts the new ones in. */
async function exchange(
  connection: DuckDBConnection,
  model: Model,
  changes: string,
): Promise<{ removed: number; added: number }> {
  const name = quoteRelation(model.name);
  const sameKey = model.key.map((key) => `own.${quoteName(key)} = gone.${quoteName(key)}`).join(' and ');
  const gone = await connection.run(
    `delete from ${name} as own using ${changes} as gone where gone._sign < 0 and ${sameKey}`,
  );
  const put = `insert into ${name} by name from ${addedRows(changes)}`;
  const come = await connection.run(put);
  // a row that came twice is put in twice, for the test of the key to find
  if ((await count(connection, `${changes} where _sign > 1`)) > 0) await connection.run(put);
  return { removed: gone.rowsChanged, added: come.rowsChanged };
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
): Promise<{ report: ModelReport; added: string | null } | null> {
  const started = performance.now();
  const affected = scope === 'whole' ? null : await findAffected(connection, model, changed);
  if (scope === 'changed' && affected === null) return null;

  const name = quoteRelation(model.name);
  const changes = `changed_${model.name.replace('.', '_')}`;
  const by = model.load.kind === 'incremental' ? quoteName(model.load.by) : null;
  const inScope =
    affected === null || by === null
      ? ''
      : scopedSql(`where {{ in_scope(${by}::varchar) }}`, 'affected', affected.keys);
  const sql = affected === null ? wholeSql(model.sql) : scopedSql(model.sql, 'affected', affected.keys);
  // _sign: -1 a row as it was, 1 a row as it is; what stays adds up to nothing
  await connection.run(`create or replace temp table ${changes} as
    select * exclude (_sign), sum(_sign)::bigint as _sign
    from (select *, -1 as _sign from ${name} ${inScope} union all by name select *, 1 as _sign from (${sql}\n))
    group by all having sum(_sign) <> 0`);
  const differing = await count(connection, changes);
  const { removed, added } =
    differing === 0 ? { removed: 0, added: 0 } : await exchange(connection, model, changes);
  if (removed + added > 0) changed.set(model.name, changes);
  return {
    report: {
      model: model.name,
      mode: scope === 'whole' ? 'full' : 'incremental',
      affected: affected?.count ?? null,
      removed,
      added,
      ms: Math.round(performance.now() - started),
    },
    added: added > 0 ? addedRows(changes) : null,
  };
}
