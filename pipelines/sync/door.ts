import { ENTITIES, type Entity } from '../canonical/entities.ts';
import type { Feed, MappedColumn } from '../config/config.ts';
import type { Extract } from '../sources/source.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import type { StageRun } from './stage.ts';
import { codedSql, isUnbounded, typedSql, type DoorZones } from './value.ts';
import { businessColumns, type Extras } from './warehouse-schema.ts';

/** Staged rows of one feed: fresh ones, or rejected ones that are tried again. */
export interface Part {
  readonly extract: Extract;
  readonly isRetry: boolean;
}

/** Rows of one entity of one source that passed the door, and those that did not. */
export interface Checked {
  readonly source: string;
  readonly entity: Entity;
  /** Business columns, `_key`, `_part`, `_row`, `_is_retry`, and `_problem` (`column|reason`, null = good). */
  readonly table: string;
  /** Columns that some feed maps. */
  readonly mapped: ReadonlySet<string>;
  readonly parts: readonly Part[];
  /** Whether keys that are absent here are absent in the source. */
  readonly isComplete: boolean;
  /** The same within these ranges of keys; null when none was read whole. */
  readonly ranges: readonly string[] | null;
}

export function entityOf(name: string): Entity {
  const entity = ENTITIES.get(name);
  if (entity === undefined) throw new Error(`no such entity: ${name}`);
  return entity;
}

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

/** Reads the staged texts of an entity's feeds into typed rows, each with its first problem. */
export async function typeRows(
  source: string,
  entityName: string,
  parts: readonly Part[],
  extras: Extras,
  zonesOf: (feed: Feed) => DoorZones,
  stage: StageRun,
): Promise<Checked> {
  const entity = entityOf(entityName);
  const table = stage.table('typed');
  const columns = businessColumns(entityName, extras);
  const list = Object.entries(columns).map(([name, type]) => `${quoteName(name)} ${type}`);
  await stage.connection.run(
    `create table ${table} (${list.join(', ')}, _key varchar, _problem varchar, _part integer, _row bigint, _is_retry boolean)`,
  );
  for (const [index, part] of parts.entries()) {
    await stage.connection.run(insertTyped(entity, part, index, table, zonesOf(part.extract.feed)));
  }
  // a row that has come anew meanwhile is newer than the one that waited
  await stage.connection.run(
    `delete from ${table} where _is_retry and _key in (select _key from ${table} where not _is_retry)`,
  );
  const mapped = new Set(parts.flatMap((one) => one.extract.feed.columns.map((column) => column.name)));
  const isComplete = parts.every((one) => one.extract.full);
  // feeds that share an entity are read whole: a key missing in one may be in another
  const ranges = parts.find((one) => !one.isRetry)?.extract.ranges ?? null;
  return { source, entity, table, mapped, parts, isComplete, ranges };
}

function insertTyped(
  entity: Entity,
  { extract, isRetry }: Part,
  index: number,
  into: string,
  zones: DoorZones,
): string {
  const columns = extract.feed.columns;
  const coded = columns.map((column) => `${codedSql(quoteName(column.name), column)} as ${textName(column)}`);
  const typed = columns.map((column) => {
    const form = extract.forms.get(column.name) ?? 'text';
    return `${typedSql(textName(column), column, form, zones)} as ${quoteName(column.name)}`;
  });
  const names = columns.map((column) => `typed.${quoteName(column.name)}`);
  const missingKeys = entity.key.filter((name) => columns.every((column) => column.name !== name));
  const nulls = missingKeys.map((name) => `null as ${quoteName(name)}`);
  return `insert into ${into} by name
    with coded as (select rowid as _row, ${coded.join(', ')} from ${extract.table}),
    typed as (select *, ${[...typed, ...nulls].join(', ')} from coded)
    select ${names.join(', ')}, ${keySql(entity, 'typed')} as _key, ${problemSql(entity, columns)} as _problem,
      ${index} as _part, _row, ${isRetry} as _is_retry
    from typed`;
}

function textName(column: MappedColumn): string {
  return quoteName(`text of ${column.name}`);
}

/** The first problem of a row as `column|reason`; a deleted row needs nothing but its key. */
function problemSql(entity: Entity, columns: readonly MappedColumn[]): string {
  const keys = columns.filter((column) => entity.key.includes(column.name));
  const others = columns.filter((column) => !entity.key.includes(column.name));
  const isDeleted = columns.some((column) => column.name === 'deleted') ? 'when typed.deleted then null' : '';
  return `case ${keys.flatMap(problemCases).join('\n')} ${isDeleted} ${others.flatMap(problemCases).join('\n')} end`;
}

function problemCases(column: MappedColumn): string[] {
  const text = textName(column);
  const value = `typed.${quoteName(column.name)}`;
  const say = (reason: string): string => quoteText(`${column.name}|${reason}`);
  const cases = [`when contains(${text}, chr(0)) then ${say('nul_character')}`];
  if (column.type !== 'text' && column.type !== 'id' && column.type !== 'ref') {
    cases.push(
      `when ${text} is not null and ${value} is null and not ${isUnbounded(text)} then ${say('unreadable_value')}`,
    );
  }
  if (column.required) cases.push(`when ${value} is null then ${say('missing_value')}`);
  if (column.allowed !== null) {
    cases.push(
      `when ${value} not in (${column.allowed.map(quoteText).join(', ')}) then ${say('not_in_list')}`,
    );
  }
  return cases;
}
