import { canonicalName, MATCH } from '../canonical/enrichment.ts';
import type { Config } from '../config/config.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import { rows, type Warehouse } from '../../warehouse/warehouse.ts';
import { ownValueSql } from './enrich-rows.ts';

/** Rows of an enrichment that match nothing: they wait for a row that they could add to. */
export interface Unmatched {
  readonly source: string;
  readonly entity: string;
  readonly by: string;
  readonly rows: number;
  readonly unmatched: number;
}

/** Per enrichment, its rows and those of them that match none of the entity's. */
export async function findUnmatched(warehouse: Warehouse, config: Config): Promise<readonly Unmatched[]> {
  const feeds = Object.values(config.sources).flatMap((source) => Object.values(source.entities).flat());
  return warehouse.read(async (connection) => {
    const found: Unmatched[] = [];
    for (const feed of feeds) {
      if (feed.enriches === null) continue;
      const { by } = feed.enriches;
      const entity = canonicalName(feed.entity);
      const [counts] = await rows(
        connection,
        `select count(*)::integer as rows, count(*) filter (not exists (
           select 1 from crm.${quoteName(entity)} as crm_row where ${ownValueSql(by, 'crm_row')} = added.${MATCH}
         ))::integer as unmatched
         from crm.${quoteName(feed.entity)} as added where _source = ${quoteText(feed.source)}`,
      );
      const { source } = feed;
      const [all, unmatched] = [Number(counts?.['rows']), Number(counts?.['unmatched'])];
      if (unmatched > 0) found.push({ source, entity, by, rows: all, unmatched });
    }
    return found;
  });
}
