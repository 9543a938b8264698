import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import { findEntity } from '../canonical/enrichment.ts';
import { keepEnds, keepVersions } from './land.ts';
import type { Extras } from './warehouse-schema.ts';

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
  if (findEntity(abandoned.entity) === undefined) return;
  const crm = `crm.${quoteName(abandoned.entity)}`;
  const leaving = { entity: abandoned.entity, extras, runId, seenAt };
  await keepVersions(connection, leaving, `_source = ${source}`);
  await keepEnds(connection, leaving, 'null::timestamp', `${crm} as crm_row where _source = ${source}`);
  await connection.run(`delete from ${crm} where _source = ${source}`);
  await connection.run(
    `update meta.rejected set resolved_at = timestamp ${quoteText(seenAt)}
     where source = ${source} and entity = ${entity} and resolved_at is null`,
  );
}
