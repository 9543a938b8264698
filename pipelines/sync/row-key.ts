import type { Entity } from '../canonical/entities.ts';
import { quoteName } from '../../warehouse/sql-text.ts';

/** The key of a row as one text; a part that is null (the first version) keeps its place. */
export function keySql(entity: Entity, alias: string): string {
  const parts = entity.key.map((name) => `${alias}.${quoteName(name)}`);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const required = entity.key.filter((name) => entity.columns[name]?.required);
  const known = required.map((name) => `${alias}.${quoteName(name)} is not null`).join(' and ');
  const joined = parts.map((part) => `coalesce(${part}::varchar, '')`).join(` || '|' || `);
  return `case when ${known} then ${joined} end`;
}

/**
 * A number to look a key up by: of a whole-numbered id the id itself, which costs nothing and packs well, of all others a
 * hash. It stays in the warehouse's files, so it must be the same in every version of DuckDB.
 */
export function keyNumberSql(key: string): string {
  const own = `substr(${key}, instr(${key}, ':') + 1)`;
  // `007`, `7.4` and `1_000` are read as numbers too, and are not their texts
  return `case when try_cast(${own} as ubigint)::varchar = ${own} then try_cast(${own} as ubigint) else md5_number_lower(${key}) end`;
}

/**
 * The rows of `crm.<entity>` whose key has one of the numbers that `numbers` selects: what follows FROM, as `crm_row`. The
 * numbers are compared first, so that of all other rows nothing else is read; the keys have still to be compared.
 */
export function rowsByNumberSql(entity: string, numbers: string): string {
  const crm = `crm.${quoteName(entity)}`;
  return `${crm} as crm_row semi join (select rowid as place from ${crm} where _key_number in (${numbers})) as met
    on met.place = crm_row.rowid`;
}
