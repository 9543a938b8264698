import type { DuckDBConnection } from '@duckdb/node-api';
import { rows } from '../../warehouse/warehouse.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import type { Difference } from './compare.ts';
import { keyNumberSql, keySql, rowsByNumberSql } from './row-key.ts';
import { StraightRefused } from './straight-refused.ts';
import { businessColumns, landedColumns, type Extras } from './warehouse-schema.ts';

/** The next run's number. Runs are numbered by the warehouse itself: strictly increasing, gaps allowed. */
export async function nextRunId(connection: DuckDBConnection): Promise<number> {
  const found = await rows(connection, 'select coalesce(max(run_id), 0)::integer as last from meta.run');
  return Number(found[0]?.['last'] ?? 0) + 1;
}

/** Rows of `crm.<entity>` that leave it, by alias `crm_row`: their versions, and ends, go into the log's past. */
export interface Leaving {
  readonly entity: string;
  readonly extras: Extras;
  readonly runId: number;
  /** `YYYY-MM-DD hh:mm:ss`, UTC. */
  readonly seenAt: string;
}

/** Keeps the versions of the rows that `condition` picks of `crm.<entity>`. */
export async function keepVersions(
  connection: DuckDBConnection,
  { entity, extras }: Leaving,
  condition: string,
): Promise<void> {
  const columns = Object.keys(landedColumns(entity, extras)).map(quoteName).join(', ');
  await connection.run(
    `insert into crm_past.${quoteName(entity)} by name
     select ${columns}, 'upsert' as _op, updated_at as _source_at from crm.${quoteName(entity)} as crm_row
     where ${condition}`,
  );
}

/** Keeps that the rows of `from` (`crm.<entity>` as `crm_row`, and what it is joined with) have ended at `endedAt`. */
export async function keepEnds(
  connection: DuckDBConnection,
  { entity, extras, runId, seenAt }: Leaving,
  endedAt: string,
  from: string,
): Promise<void> {
  const columns = Object.keys(businessColumns(entity, extras))
    .map((name) => `crm_row.${quoteName(name)}`)
    .join(', ');
  await connection.run(
    `insert into crm_past.${quoteName(entity)} by name
     select ${columns}, _source, _key_number, _row_hash, ${runId} as _run_id, timestamp ${quoteText(seenAt)} as _seen_at,
       'delete' as _op, ${endedAt} as _source_at
     from ${from}`,
  );
}

/** Brings crm.<entity> to what the source says; what it said before, and what has ended, stays in the log. */
export async function landRows(
  connection: DuckDBConnection,
  difference: Difference,
  extras: Extras,
  runId: number,
  seenAt: string,
): Promise<void> {
  if (difference.changedCount + difference.goneCount === 0) return;
  const { checked, changed, gone } = difference;
  const leaving = { entity: checked.entity.name, extras, runId, seenAt };
  const crm = `crm.${quoteName(checked.entity.name)}`;
  const source = quoteText(checked.source);
  const key = keySql(checked.entity, 'crm_row');
  if (!difference.isFirst) {
    const keys = `select _key from ${changed} union all select _key from ${gone}`;
    // found once, and then read by their place
    await connection.run(
      `create or replace temp table leaving as select crm_row.rowid as place, ${key} as _key
       from ${rowsByNumberSql(checked.entity.name, `select ${keyNumberSql('_key')} from (${keys})`)}
       where _source = ${source} and ${key} in (${keys})`,
    );
    const isLeaving = 'crm_row.rowid in (select place from leaving)';
    await keepVersions(connection, leaving, isLeaving);
    const ended = `${crm} as crm_row join leaving on leaving.place = crm_row.rowid join ${gone} as gone on gone._key = leaving._key`;
    if (difference.goneCount > 0) await keepEnds(connection, leaving, 'gone.gone_at', ended);
    await connection.run(`delete from ${crm} as crm_row where ${isLeaving}`);
  }
  if (difference.changedCount > difference.straightCount) {
    if (difference.straightCount > 0) await expectOthers(connection, difference, runId);
    const columns = Object.keys(businessColumns(checked.entity.name, extras)).map(quoteName).join(', ');
    await connection.run(
      `insert into ${crm} by name select ${columns}, ${source} as _source,
         ${keyNumberSql(keySql(checked.entity, 'typed'))} as _key_number, _row_hash, ${runId} as _run_id,
         timestamp ${quoteText(seenAt)} as _seen_at
       from (select * from ${difference.changedRows}) as typed`,
    );
  }
}

/** What took the long way is none of what went straight: a text of the source may be trimmed into another's key. */
async function expectOthers(
  connection: DuckDBConnection,
  { checked, changed }: Difference,
  runId: number,
): Promise<void> {
  const straight = `crm.${quoteName(checked.entity.name)} as crm_row where _run_id = ${runId}`;
  const met = await rows(
    connection,
    `select 1 from ${changed} where ${keyNumberSql('_key')} in (select _key_number from ${straight})
       and _key in (select ${keySql(checked.entity, 'crm_row')} from ${straight}) limit 1`,
  );
  if (met.length > 0) throw new StraightRefused(`${checked.entity.name}: one key in two spellings`);
}
