import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { rows } from '../../warehouse/warehouse.ts';
import type { ChangedTables } from './changes.ts';
import type { Model } from './model-file.ts';
import { LITERAL_KEYS, quoteName, scopedSql, wholeSql } from './sql-text.ts';

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

const DiffSchema = z.array(z.object({ sign: z.number(), n: z.number() }));

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
  const name = quoteName(model.name);
  const affected = scope === 'whole' ? null : await findAffected(connection, model, changed);
  if (scope === 'changed' && affected === null) return null;

  const suffix = model.name.replace('.', '_');
  const [fresh, changes] = [`fresh_${suffix}`, `changed_${suffix}`];
  const by = model.load.kind === 'incremental' ? quoteName(model.load.by) : null;
  const inScope =
    affected === null || by === null
      ? ''
      : scopedSql(`where {{ in_scope(${by}::varchar) }}`, 'affected', affected.keys);
  const sql = affected === null ? wholeSql(model.sql) : scopedSql(model.sql, 'affected', affected.keys);
  await connection.run(`create or replace temp table ${fresh} as ${sql}`);
  // _sign: -1 a row as it was, 1 a row as it is
  await connection.run(`create or replace temp table ${changes} as
    select *, -1 as _sign from (select * from ${name} ${inScope} except all select * from ${fresh})
    union all
    select *, 1 from (select * from ${fresh} except all select * from ${name} ${inScope})`);
  const diff = DiffSchema.parse(
    await rows(connection, `select _sign as sign, count(*)::integer as n from ${changes} group by _sign`),
  );
  const removed = diff.find((one) => one.sign === -1)?.n ?? 0;
  const added = diff.find((one) => one.sign === 1)?.n ?? 0;
  if (removed > 0) {
    const sameKey = model.key.map((key) => `own.${quoteName(key)} = gone.${quoteName(key)}`).join(' and ');
    await connection.run(
      `delete from ${name} as own using ${changes} as gone where gone._sign = -1 and ${sameKey}`,
    );
  }
  const addedRows = `(select * exclude (_sign) from ${changes} where _sign = 1)`;
  if (added > 0) await connection.run(`insert into ${name} select * from ${addedRows}`);
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
    added: added > 0 ? addedRows : null,
  };
}
