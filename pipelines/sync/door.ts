import { findEntity } from '../canonical/enrichment.ts';
import type { Entity } from '../canonical/entities.ts';
import type { Feed, MappedColumn } from '../config/config.ts';
import type { Extract, Form } from '../sources/source.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import { rowHashSql } from './row-hash.ts';
import { keySql } from './row-key.ts';
import type { StageRun } from './stage.ts';
import { codedSql, isUnbounded, typedSql, type DoorZones } from './value.ts';
import { businessColumns, type Extras } from './warehouse-schema.ts';

/** What was read of one feed: fresh rows, or rejected ones that are tried again. */
export interface Part {
  readonly extract: Extract;
  readonly isRetry: boolean;
}

/** Rows of one entity of one source that passed the door, and those that did not. */
export interface Checked {
  readonly source: string;
  readonly entity: Entity;
  /**
   * Business columns, `_key`, `_row_hash`, `_part`, `_is_retry`, `_problem` (`column|reason`, null = good), and `_raw`, the
   * source's texts as JSON, of rows with a problem and of those that may still turn out to have one.
   */
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
  const entity = findEntity(name);
  if (entity === undefined) throw new Error(`no such entity: ${name}`);
  return entity;
}

/** Brings together what the feeds of an entity have taken in. */
export async function gatherRows(
  source: string,
  entityName: string,
  parts: readonly Part[],
  stage: StageRun,
): Promise<Checked> {
  const entity = entityOf(entityName);
  const table = parts[0]?.extract.intake.table ?? '';
  if (parts.some((one) => one.isRetry)) {
    // a row that has come anew meanwhile is newer than the one that waited
    await stage.connection.run(
      `delete from ${table} where _is_retry and _key in (select _key from ${table} where not _is_retry)`,
    );
  }
  const mapped = new Set(parts.flatMap((one) => one.extract.feed.columns.map((column) => column.name)));
  const isComplete = parts.every((one) => one.extract.full);
  // feeds that share an entity are read whole: a key missing in one may be in another
  const ranges = parts.find((one) => !one.isRetry)?.extract.ranges ?? null;
  return { source, entity, table, mapped, parts, isComplete, ranges };
}

/** Makes the table for an entity's typed rows. */
export function typedTableSql(entity: string, extras: Extras, table: string): string {
  const columns = Object.entries(businessColumns(entity, extras)).map(
    ([name, type]) => `${quoteName(name)} ${type}`,
  );
  return `create table ${table} (${columns.join(', ')}, _key varchar, _row_hash ubigint, _problem varchar, _raw json,
    _part integer, _is_retry boolean, _watermark varchar)`;
}

/** Reads the texts of a relation into typed rows, each with its first problem. */
export function insertTypedSql(
  entity: Entity,
  feed: Feed,
  forms: ReadonlyMap<string, Form>,
  relation: string,
  into: {
    readonly table: string;
    readonly part: number;
    readonly isRetry: boolean;
    /** Which good rows keep their texts: a condition over `typed`. */
    readonly isKept: string;
  },
  zones: DoorZones,
): string {
  const { columns } = feed;
  const texts = columns.map((column) => `${quoteName(column.name)} as ${rawName(column)}`);
  const formOf = (column: MappedColumn): Form => forms.get(column.name) ?? 'text';
  const coded = columns.map(
    (column) => `${codedSql(rawName(column), column, formOf(column))} as ${textName(column)}`,
  );
  const typed = columns.map(
    (column) => `${typedSql(textName(column), column, formOf(column), zones)} as ${quoteName(column.name)}`,
  );
  const names = columns.map((column) => `typed.${quoteName(column.name)}`);
  const missingKeys = entity.key.filter((name) => columns.every((column) => column.name !== name));
  const nulls = missingKeys.map((name) => `null as ${quoteName(name)}`);
  const raw = columns.map((column) => `${quoteName(column.name)} := ${rawName(column)}`).join(', ');
  const mapped = columns.map((column) => column.name);
  return `insert into ${into.table} by name
    with given as (select ${texts.join(', ')}, _watermark from (${relation})),
    coded as (select *, ${coded.join(', ')} from given),
    typed as (select *, ${[...typed, ...nulls].join(', ')} from coded),
    checked as (select *, ${keySql(entity, 'typed')} as _key, ${problemSql(entity, columns)} as _problem from typed)
    select ${names.join(', ')}, _key, ${rowHashSql(mapped, 'typed')} as _row_hash, _problem,
      case when _problem is not null or ${into.isKept} then to_json(struct_pack(${raw})) end as _raw,
      ${into.part} as _part, ${into.isRetry} as _is_retry, _watermark
    from checked as typed`;
}

function rawName(column: MappedColumn): string {
  return quoteName(`raw of ${column.name}`);
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
