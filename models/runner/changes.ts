import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { ENTITIES } from '../../pipelines/canonical/entities.ts';
import { quoteName } from '../../warehouse/sql-text.ts';
import { rows } from '../../warehouse/warehouse.ts';

/** Input name → temporary table with the rows that changed: every version, so that old references are there too. */
export type ChangedTables = Map<string, string>;

const LatestSchema = z.array(z.object({ entity: z.string(), run_id: z.coerce.number().nullable() }));

/** Per entity the last run that changed a row of it. */
export async function latestRuns(connection: DuckDBConnection): Promise<Map<string, number>> {
  const branches = [...ENTITIES.keys()].map(
    (entity) => `select '${entity}' as entity, max(_run_id) as run_id from crm_log.${quoteName(entity)}`,
  );
  const latest = LatestSchema.parse(await rows(connection, branches.join(' union all ')));
  return new Map(latest.flatMap((one) => (one.run_id === null ? [] : [[one.entity, one.run_id]])));
}

/** Collects, for every entity that changed after run `builtThrough`, all logged versions of the rows that changed. */
export async function collectSourceChanges(
  connection: DuckDBConnection,
  latest: ReadonlyMap<string, number>,
  builtThrough: number,
): Promise<ChangedTables> {
  const changed: ChangedTables = new Map();
  for (const [name, runId] of latest) {
    const entity = ENTITIES.get(name);
    if (entity === undefined || runId <= builtThrough) continue;
    const table = `changed_crm_${name}`;
    const log = `crm_log.${quoteName(name)}`;
    const sameKey = entity.key
      .map((column) => {
        const equals = entity.columns[column]?.required === true ? '=' : 'is not distinct from';
        return `log.${quoteName(column)} ${equals} fresh.${quoteName(column)}`;
      })
      .join(' and ');
    await connection.run(`
      create or replace temp table ${table} as
      select distinct log.* exclude (_run_id, _seen_at)
      from ${log} as log
      semi join (select * from ${log} where _run_id > ${String(builtThrough)}) as fresh on ${sameKey}`);
    changed.set(`crm.${name}`, table);
  }
  return changed;
}
