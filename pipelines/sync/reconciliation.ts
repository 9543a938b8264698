import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import { rows, type Row } from '../../warehouse/warehouse.ts';
import { ENTITIES } from '../canonical/entities.ts';
import type { Difference } from './compare.ts';
import { ownValueSql } from './enrich-rows.ts';
import { rangeOfKeySql } from './key-range.ts';
import { keySql } from './row-key.ts';
import type { StageRun } from './stage.ts';

/** Ranges with differences told per entity; the rest is in the counts. */
const TOLD_RANGES = 200;

/** An entity of a source beside what the warehouse holds of it. */
export interface Comparison {
  readonly source: string;
  readonly entity: string;
  /** Rows that can land: one per key, none refused at the door. */
  readonly inSource: number;
  readonly inWarehouse: number;
  readonly rejected: number;
  /** Columns of money; decimals as text. */
  readonly sums: { column: string; inSource: string | null; inWarehouse: string | null }[];
  /** Ranges of keys with differences, the worst first. */
  readonly ranges: {
    range: string;
    missing: number;
    superfluous: number;
    different: number;
    firstKey: string;
    lastKey: string;
  }[];
}

/** Counts, sums of money and the ranges of keys that differ. Reads the warehouse and the stage, writes nothing. */
export async function compareSides(difference: Difference, stage: StageRun): Promise<Comparison> {
  const { checked, ready, changed, gone } = difference;
  const { connection } = stage;
  const source = quoteText(checked.source);
  const crm = `crm.${quoteName(checked.entity.name)}`;
  const key = keySql(checked.entity, 'crm_row');
  const theirs = `${ready} as ready join ${checked.table} as typed on typed.rowid = ready._typed where not ready.is_deleted`;
  const ours = `${crm} as crm_row where _source = ${source}`;
  const money = Object.entries(checked.entity.columns)
    .filter(([name, { type }]) => type === 'money' && checked.mapped.has(name))
    .map(([name]) => name);
  // what another source has filled is none of this source's sum
  const hasOwners = ENTITIES.has(checked.entity.name);
  const sum = (name: string, alias: string): string => {
    const value = hasOwners ? ownValueSql(name, alias) : quoteName(name);
    return `sum(${value})::varchar as ${quoteName(name)}`;
  };
  const read = async (alias: string, from: string) => {
    const list = ['count(*)::integer as _rows', ...money.map((name) => sum(name, alias))].join(', ');
    return (await rows(connection, `select ${list} from ${from}`))[0] ?? {};
  };
  const [inSource, inWarehouse] = [await read('typed', theirs), await read('crm_row', ours)];
  const [rejected] = await rows(
    connection,
    `select count(*)::integer as n from meta.rejected where source = ${source}
     and entity = ${quoteText(checked.entity.name)} and resolved_at is null`,
  );
  const known = `select ${key} from ${ours}`;
  const ranges = await rows(
    connection,
    `with differing as (
       select _key, case when _key in (${known}) then 'different' else 'missing' end as kind from ${changed}
       union all select _key, 'superfluous' from ${gone}
     )
     select ${rangeOfKeySql(checked.entity, '_key')} as range,
       count(*) filter (kind = 'missing')::integer as missing,
       count(*) filter (kind = 'superfluous')::integer as superfluous,
       count(*) filter (kind = 'different')::integer as different,
       min(_key) as first_key, max(_key) as last_key
     from differing group by 1 order by count(*) desc, 1 limit ${TOLD_RANGES}`,
  );
  return {
    source: checked.source,
    entity: checked.entity.name,
    inSource: Number(inSource['_rows']),
    inWarehouse: Number(inWarehouse['_rows']),
    rejected: Number(rejected?.['n']),
    sums: money.map((column) => ({
      column,
      inSource: textOf(inSource[column]),
      inWarehouse: textOf(inWarehouse[column]),
    })),
    ranges: ranges.map((row) => ({
      range: String(row['range']),
      missing: Number(row['missing']),
      superfluous: Number(row['superfluous']),
      different: Number(row['different']),
      firstKey: String(row['first_key']),
      lastKey: String(row['last_key']),
    })),
  };
}

function textOf(value: Row[string] | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
