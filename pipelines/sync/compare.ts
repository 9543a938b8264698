import { rows } from '../../warehouse/warehouse.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import { keySql, type Checked } from './door.ts';
import { keyInRangesSql } from './key-range.ts';
import type { StageRun } from './stage.ts';
import { businessColumns, type Extras } from './warehouse-schema.ts';

/** What landing an entity will do, worked out before the writer is asked. */
export interface Difference {
  readonly checked: Checked;
  /** The good rows, one per key: `_typed` (rowid in the checked table), `_key`, `_row_hash`. */
  readonly ready: string;
  /** Of these, the ones that are new or differ from crm.<entity>. */
  readonly changed: string;
  /** Keys to remove, with the source's own time of it where it tells one. */
  readonly gone: string;
  readonly changedCount: number;
  readonly goneCount: number;
  /** Whether meta.rejected has a part in this: a row has a problem, or an earlier one is still open. */
  readonly hasRejections: boolean;
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
    `create table ${ready} as select rowid as _typed, _key, ${hashSql(mapped)} as _row_hash, updated_at,
       coalesce(deleted, false) as is_deleted
     from ${checked.table} where _problem is null`,
  );
  await rejectDuplicates(checked, ready, stage);

  const crm = `crm.${quoteName(checked.entity.name)}`;
  const source = quoteText(checked.source);
  const key = keySql(checked.entity, 'crm_row');
  const changed = stage.table('changed');
  await connection.run(
    `create table ${changed} as select ready._typed, ready._key, ready._row_hash from ${ready} as ready
     left join (select ${key} as crm_key, _row_hash as crm_hash
                from ${crm} as crm_row where _source = ${source}) as landed on landed.crm_key = ready._key
     where not ready.is_deleted and landed.crm_hash is distinct from ready._row_hash`,
  );
  const gone = stage.table('gone');
  const flagged = `select _key, updated_at as gone_at from ${ready} where is_deleted`;
  const missing = `select ${key}, null::timestamp from ${crm} as crm_row
    where _source = ${source} and ${key} not in
      (select _key from ${checked.table} where _key is not null)`;
  const inScope = checked.isComplete ? 'true' : keyInRangesSql(checked.entity, key, checked.ranges);
  const all = isWholeReadable ? `${flagged} union all ${missing} and ${inScope}` : flagged;
  await connection.run(
    `create table ${gone} as select wanted._key, max(wanted.gone_at) as gone_at from (${all}) as wanted
     where wanted._key in (select ${key} from ${crm} as crm_row where _source = ${source})
     group by wanted._key`,
  );
  const counts = await rows(
    connection,
    `select (select count(*) from ${changed})::integer as changed, (select count(*) from ${gone})::integer as gone,
       exists (select 1 from ${checked.table} where _problem is not null) or exists (
         select 1 from meta.rejected where source = ${source} and resolved_at is null
           and entity = ${quoteText(checked.entity.name)}) as has_rejections`,
  );
  return {
    checked,
    ready,
    changed,
    gone,
    changedCount: Number(counts[0]?.['changed']),
    goneCount: Number(counts[0]?.['gone']),
    hasRejections: !isWholeReadable || counts[0]?.['has_rejections'] === true,
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
    `create table ${losers} as select _typed from (
       select _typed, row_number() over (
         partition by _key order by updated_at desc nulls last, _row_hash, _typed) as place
       from ${ready} where _key in (${twice}))
     where place > 1`,
  );
  const keys = checked.entity.key.join('+');
  await stage.connection.run(`delete from ${ready} where _typed in (select _typed from ${losers})`);
  await stage.connection.run(
    `update ${checked.table} set _problem = ${quoteText(`${keys}|duplicate_key`)}
     where rowid in (select _typed from ${losers})`,
  );
}
