import { enrichmentName } from '../../canonical/enrichment.ts';
import { z } from 'zod';
import { runSummary, type RunSummary } from '../../../server/contracts/status.ts';
import { rows, type Warehouse } from '../../../warehouse/warehouse.ts';
import type { StatusResult } from './operations.ts';

const RUNS = 20;

const runRow = z
  .object({
    run_id: z.coerce.number(),
    source: z.string().nullable(),
    kind: runSummary.shape.kind.nullable().transform((kind) => kind ?? 'increment'),
    status: z.enum(['running', 'ok', 'failed']),
    started_at: z.string(),
    finished_at: z.string().nullable(),
    error: z.string().nullable(),
    notes: z.string().nullable(),
  })
  .transform((row): RunSummary => ({
    runId: row.run_id,
    source: row.source ?? '',
    kind: row.kind,
    status: row.status,
    startedAt: utc(row.started_at),
    finishedAt: row.finished_at === null ? null : utc(row.finished_at),
    error: row.error,
    notes: row.notes === null ? [] : z.array(z.string()).parse(JSON.parse(row.notes)),
  }));

/** The newest runs of the pipelines, newest first. */
export async function readRuns(warehouse: Warehouse): Promise<RunSummary[]> {
  return await warehouse.read(async (connection) => {
    const found = await rows(
      connection,
      `select run_id, source, kind, status, started_at, finished_at, error, notes
       from meta.run order by run_id desc, source limit ${RUNS}`,
    );
    return z.array(runRow).parse(found);
  });
}

/** When everything was last compared with the sources; null before the first time. */
export async function lastReconciled(warehouse: Warehouse): Promise<Date | null> {
  return await warehouse.read(async (connection) => {
    const [found] = await rows(
      connection,
      `select max(finished_at) as at from meta.run where status = 'ok' and kind in ('full', 'reconcile')`,
    );
    const at = z
      .string()
      .nullable()
      .parse(found?.['at'] ?? null);
    return at === null ? null : new Date(utc(at));
  });
}

const landedRow = z.object({
  source: z.string(),
  entity: z.string(),
  rows: z.coerce.number(),
  rejected: z.coerce.number(),
});

/** Rows in the warehouse and rows still rejected, per source and mapped entity. */
export async function readLanded(warehouse: Warehouse): Promise<StatusResult['entities']> {
  return await warehouse.read(async (connection) => {
    const mapped = await rows(
      connection,
      // a source that only enriches an entity has none of its rows: they land beside it
      `with added as (select distinct source, entity from meta.watermark where ends_with(entity, '${enrichmentName('')}'))
       select source, entity from added
       union select source, entity from meta.mapped as mapped group by source, entity
         having bool_or(column_name = 'id') or not exists (
           select 1 from added where added.source = mapped.source
             and added.entity = mapped.entity || '${enrichmentName('')}')
       order by source, entity`,
    );
    const branches = z
      .array(z.object({ source: z.string(), entity: z.string() }))
      .parse(mapped)
      .map(({ source, entity }) => {
        const [sourceText, entityText] = [source, entity].map((text) => `'${text.replaceAll("'", "''")}'`);
        return `select ${sourceText} as source, ${entityText} as entity,
          (select count(*) from crm."${entity}" where _source = ${sourceText}) as rows,
          (select count(*) from meta.rejected where source = ${sourceText} and entity = ${entityText}
            and resolved_at is null) as rejected`;
      });
    if (branches.length === 0) return [];
    return z.array(landedRow).parse(await rows(connection, branches.join(' union all ')));
  });
}

/** DuckDB's `YYYY-MM-DD HH:MM:SS` in UTC as ISO 8601. */
export function utc(timestamp: string): string {
  return `${timestamp.replace(' ', 'T')}Z`;
}
