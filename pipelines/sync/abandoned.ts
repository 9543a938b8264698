import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import { businessColumns, type Extras } from './warehouse-schema.ts';
import { ENTITIES } from '../canonical/entities.ts';

/**
 * An entity that a source no longer feeds ends: its rows leave crm.*, their last versions stay in the log.
 * Otherwise a renamed source would count everything twice.
 */
export async function removeAbandoned(
  connection: DuckDBConnection,
  abandoned: { readonly source: string; readonly entity: string },
  extras: Extras,
  runId: number,
  seenAt: string,
): Promise<void> {
  const source = quoteText(abandoned.source);
  const entity = quoteText(abandoned.entity);
  await connection.run(`delete from meta.watermark where source = ${source} and entity = ${entity}`);
  await connection.run(`delete from meta.mapped_type where source = ${source} and entity = ${entity}`);
  if (!ENTITIES.has(abandoned.entity)) return;
  const crm = `crm.${quoteName(abandoned.entity)}`;
  const columns = Object.keys(businessColumns(abandoned.entity, extras)).map(quoteName).join(', ');
  const seen = `timestamp ${quoteText(seenAt)}`;
  await connection.run(
    `insert into crm_log.${quoteName(abandoned.entity)} by name
     select ${columns}, _source, _row_hash, ${runId} as _run_id, ${seen} as _seen_at,
       'delete' as _op, null::timestamp as _source_at
     from ${crm} where _source = ${source}`,
  );
  await connection.run(`delete from ${crm} where _source = ${source}`);
  await connection.run(
    `update meta.rejected set resolved_at = ${seen}
     where source = ${source} and entity = ${entity} and resolved_at is null`,
  );
}
