import { rows } from '../../warehouse/warehouse.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import type { Checked } from './door.ts';
import { keyInRangesSql } from './key-range.ts';
import { ownValueSql } from './enrich-rows.ts';
import { keyNumberSql, keySql, rowsByNumberSql } from './row-key.ts';
import type { StageRun } from './stage.ts';
import { businessColumns, FILLED, type Extras } from './warehouse-schema.ts';

/** What landing an entity will do, worked out before the writer is asked. */
export interface Difference {
  readonly checked: Checked;
  /** The good rows, one per key: `_typed` (rowid in the checked table), `_key`, `_row_hash`. */
  readonly ready: string;
  /** Of these, the ones that are new or differ from crm.<entity>: the same columns. */
  readonly changed: string;
  /** These as they stand in the checked table: what follows FROM. */
  readonly changedRows: string;
  /** Keys to remove, with the source's own time of it where it tells one. */
  readonly gone: string;
  readonly changedCount: number;
  /** How many of these are in crm.<entity> already, in the transaction that lands the run. */
  readonly straightCount: number;
  readonly goneCount: number;
  /** Whether the warehouse has no row of this entity from this source. */
  readonly isFirst: boolean;
  /** Whether meta.rejected has a part in this: a row has a problem, or an earlier one is still open. */
  readonly hasRejections: boolean;
}

/** Finds duplicates among the good rows, marks them, and compares the rest with the warehouse. */
export async function compareRows(
  checked: Checked,
  extras: Extras,
  isWholeReadable: boolean,
  stage: StageRun,
): Promise<Difference> {
  const { connection } = stage;
  const ready = stage.table('ready');
  await connection.run(
    `create view ${ready} as select rowid as _typed, _key, _row_hash, updated_at, coalesce(deleted, false) as is_deleted
     from ${checked.table} where _problem is null`,
  );
  await rejectDuplicates(checked, ready, stage);

  const crm = `crm.${quoteName(checked.entity.name)}`;
  const source = quoteText(checked.source);
  const key = keySql(checked.entity, 'crm_row');
  const known = await rows(connection, `select 1 as one from ${crm} where _source = ${source} limit 1`);
  const isFirst = known.length === 0;
  const changed = stage.table('changed');
  await connection.run(
    isFirst
      ? `create view ${changed} as select _typed, _key, _row_hash from ${ready} where not is_deleted`
      : `create table ${changed} as ${changedSql(checked, ready, extras)}`,
  );
  const changedRows = isFirst
    ? `${checked.table} where _problem is null and not coalesce(deleted, false)`
    : `${checked.table} as typed semi join ${changed} as changed on changed._typed = typed.rowid`;
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
  const straightCount = checked.parts.reduce((sum, one) => sum + one.extract.intake.landed, 0);
  return {
    checked,
    ready,
    changed,
    changedRows,
    gone,
    isFirst,
    changedCount: Number(counts[0]?.['changed']) + straightCount,
    straightCount,
    goneCount: Number(counts[0]?.['gone']),
    hasRejections: !isWholeReadable || counts[0]?.['has_rejections'] === true,
  };
}

/** The ready rows that are not in the warehouse, or say something else there. */
function changedSql({ entity, source, table }: Checked, ready: string, extras: Extras): string {
  const columns = Object.keys(businessColumns(entity.name, extras));
  const isSame = columns
    .filter((name) => name !== FILLED)
    .map((name) => {
      const own = columns.includes(FILLED) ? ownValueSql(name, 'crm_row') : `crm_row.${quoteName(name)}`;
      return `${own} is not distinct from typed.${quoteName(name)}`;
    });
  return `
    with landed as (
      select crm_row.rowid as place, ${keySql(entity, 'crm_row')} as crm_key, _row_hash as crm_hash
      from ${rowsByNumberSql(entity.name, `select ${keyNumberSql('_key')} from ${ready}`)}
      where _source = ${quoteText(source)}),
    differing as materialized (
      select ready._typed, ready._key, ready._row_hash, landed.place
      from ${ready} as ready left join landed on landed.crm_key = ready._key
      where not ready.is_deleted and landed.crm_hash is distinct from ready._row_hash),
    -- read by place first: joined at once, every column of every row would be read
    present as materialized (
      select crm_row.rowid as _place, crm_row.* from crm.${quoteName(entity.name)} as crm_row
      semi join differing on differing.place = crm_row.rowid),
    same as (
      select differing._typed from differing
      join ${table} as typed on typed.rowid = differing._typed
      join present as crm_row on crm_row._place = differing.place
      where ${isSame.join(' and ')})
    select _typed, _key, _row_hash from differing anti join same using (_typed)`;
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
  await stage.connection.run(
    `update ${checked.table} as typed set _problem = ${quoteText(`${keys}|duplicate_key`)},
       -- a key that a source holds to be unique may still be read as another's: "a" and "a "
       _raw = coalesce(_raw, to_json(typed))
     where rowid in (select _typed from ${losers})`,
  );
}
