import type { DuckDBConnection } from '@duckdb/node-api';
import { rows } from '../../warehouse/warehouse.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import type { Difference } from './compare.ts';
import { keySql } from './door.ts';
import { businessColumns, type Extras } from './warehouse-schema.ts';

/** The next run's number. Runs are numbered by the warehouse itself: strictly increasing, gaps allowed. */
export async function nextRunId(connection: DuckDBConnection): Promise<number> {
  const found = await rows(connection, 'select coalesce(max(run_id), 0)::integer as last from meta.run');
  return Number(found[0]?.['last'] ?? 0) + 1;
}

/** Brings crm.<entity> to what the source says and appends each new version, and each end, to the log. */
export async function landRows(
  connection: DuckDBConnection,
  difference: Difference,
  extras: Extras,
  runId: number,
  seenAt: string,
): Promise<void> {
  if (difference.changedCount + difference.goneCount === 0) return;
  const { checked, changed, gone } = difference;
  const crm = `crm.${quoteName(checked.entity.name)}`;
  const log = `crm_log.${quoteName(checked.entity.name)}`;
  const source = quoteText(checked.source);
  const columns = Object.keys(businessColumns(checked.entity.name, extras)).map(quoteName).join(', ');
  const seen = `timestamp ${quoteText(seenAt)}`;
  const stamp = `${source} as _source, _row_hash, ${runId} as _run_id, ${seen} as _seen_at`;
  const key = keySql(checked.entity, 'crm_row');

  if (difference.goneCount > 0) {
    await connection.run(
      `insert into ${log} by name
       select ${columns}, ${stamp}, 'delete' as _op, gone.gone_at as _source_at
       from ${crm} as crm_row join ${gone} as gone on gone._key = ${key} where crm_row._source = ${source}`,
    );
  }
  await connection.run(
    `delete from ${crm} as crm_row where _source = ${source}
     and ${key} in (select _key from ${changed} union all select _key from ${gone})`,
  );
  if (difference.changedCount > 0) {
    const rowsOf = `from ${checked.table} as typed join ${changed} as changed on changed._typed = typed.rowid`;
    await connection.run(`insert into ${crm} by name select ${columns}, ${stamp} ${rowsOf}`);
    await connection.run(
      `insert into ${log} by name
       select ${columns}, ${stamp}, 'upsert' as _op, updated_at as _source_at ${rowsOf}`,
    );
  }
}
