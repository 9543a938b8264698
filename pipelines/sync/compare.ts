import { rows } from '../../warehouse/warehouse.ts';
import { quoteName, quoteText } from '../sources/sql-text.ts';
import { keySql, type Checked } from './door.ts';
import type { StageRun } from './stage.ts';
import { businessColumns, type Extras } from './warehouse-schema.ts';

/** What landing an entity will do, worked out before the writer is asked. */
export interface Difference {
  readonly checked: Checked;
  /** Good rows, one per key, with `_row_hash`. */
  readonly ready: string;
  /** Rows that are new or differ from crm.<entity>. */
  readonly changed: string;
  /** Keys to remove, with the source's own time of it where it tells one. */
  readonly gone: string;
  readonly changedCount: number;
  readonly goneCount: number;
}

/**
 * A text hash of what a row says. Only columns that hold something take part, by name: a column that the
 * catalogue gains later, still empty, does not make every row look changed.
 */
function hashSql(columns: readonly string[]): string {
  const parts = columns.map((name) => `${quoteText(`${name}=`)} || ${quoteName(name)}::varchar || chr(31)`);
  return `md5(concat(${parts.join(', ')}))`;
}

/** Finds duplicates among the good rows, marks them, and compares the rest with the warehouse. */
export async function compareRows(
  checked: Checked,
  extras: Extras,
  isWholeReadable: boolean,
  stage: StageRun,
): Promise<Difference> {
  const { connection } = stage;
  const columns = Object.keys(businessColumns(checked.entity.name, extras));
  const ready = stage.table('ready');
  const mapped = columns.filter((name) => checked.mapped.has(name)).toSorted();
  await connection.run(
    `create table ${ready} as select *, ${hashSql(mapped)} as _row_hash from ${checked.table} where _problem is null`,
  );
  await rejectDuplicates(checked, ready, stage);

  const crm = `crm.${quoteName(checked.entity.name)}`;
  const source = quoteText(checked.source);
  const changed = stage.table('changed');
  await connection.run(
    `create table ${changed} as select ready.* from ${ready} as ready
     left join (select ${keySql(checked.entity, 'crm_row')} as crm_key, _row_hash as crm_hash
                from ${crm} as crm_row where _source = ${source}) as landed on landed.crm_key = ready._key
     where not coalesce(ready.deleted, false) and landed.crm_hash is distinct from ready._row_hash`,
  );
  const gone = stage.table('gone');
  const flagged = `select _key, updated_at as gone_at from ${ready} where deleted`;
  const missing = `select ${keySql(checked.entity, 'crm_row')}, null::timestamp from ${crm} as crm_row
    where _source = ${source} and ${keySql(checked.entity, 'crm_row')} not in
      (select _key from ${checked.table} where _key is not null)`;
  const all = checked.isComplete && isWholeReadable ? `${flagged} union all ${missing}` : flagged;
  await connection.run(
    `create table ${gone} as select wanted._key, max(wanted.gone_at) as gone_at from (${all}) as wanted
     where wanted._key in (select ${keySql(checked.entity, 'crm_row')} from ${crm} as crm_row where _source = ${source})
     group by wanted._key`,
  );
  const counts = await rows(
    connection,
    `select (select count(*) from ${changed})::integer as changed, (select count(*) from ${gone})::integer as gone`,
  );
  return {
    checked,
    ready,
    changed,
    gone,
    changedCount: Number(counts[0]?.['changed']),
    goneCount: Number(counts[0]?.['gone']),
  };
}

/**
 * Of several rows with one key the latest stays; the hash settles ties, so that the choice does not depend on
 * the order in which the source happens to send them.
 */
async function rejectDuplicates(checked: Checked, ready: string, stage: StageRun): Promise<void> {
  const twice = `select _key from ${ready} group by _key having count(*) > 1`;
  const found = await rows(stage.connection, `select 1 as one from (${twice}) limit 1`);
  if (found.length === 0) return;
  const losers = stage.table('losers');
  await stage.connection.run(
    `create table ${losers} as select _part, _row from (
       select _part, _row, row_number() over (
         partition by _key order by updated_at desc nulls last, _row_hash, _part, _row) as place
       from ${ready} where _key in (${twice}))
     where place > 1`,
  );
  const isLoser = `(_part, _row) in (select (_part, _row) from ${losers})`;
  const keys = checked.entity.key.join('+');
  await stage.connection.run(`delete from ${ready} where ${isLoser}`);
  await stage.connection.run(
    `update ${checked.table} set _problem = ${quoteText(`${keys}|duplicate_key`)} where ${isLoser}`,
  );
}
