import type { DuckDBConnection } from '@duckdb/node-api';
import { canonicalName, findEntity } from '../canonical/enrichment.ts';
import { duckdbType, ENTITIES } from '../canonical/entities.ts';
import { keyNumberSql, keySql } from './row-key.ts';
import type { ExtraColumn } from '../config/config.ts';
import { quoteName, quoteRelation, quoteText } from '../../warehouse/sql-text.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { rows, transaction } from '../../warehouse/warehouse.ts';

/** Extra columns per entity. */
export type Extras = Readonly<Record<string, Readonly<Record<string, ExtraColumn>>>>;

type ColumnTypes = Readonly<Record<string, string>>;

/** By which a row is found among millions: a column of numbers is read ten times as fast as one of texts. */
const KEY_NUMBER = '_key_number';

/** Says whether a row may have changed (row-hash.ts). */
const ROW_HASH = '_row_hash';

const LANDED: ColumnTypes = {
  _source: 'VARCHAR',
  [KEY_NUMBER]: 'UBIGINT',
  [ROW_HASH]: 'UBIGINT',
  _run_id: 'BIGINT',
  _seen_at: 'TIMESTAMP',
};
const LOGGED: ColumnTypes = { ...LANDED, _op: 'VARCHAR', _source_at: 'TIMESTAMP' };

const META: Readonly<Record<string, ColumnTypes>> = {
  run: {
    run_id: 'BIGINT',
    source: 'VARCHAR',
    started_at: 'TIMESTAMP',
    finished_at: 'TIMESTAMP',
    status: 'VARCHAR',
    kind: 'VARCHAR',
    error: 'VARCHAR',
    entities: 'JSON',
    notes: 'JSON',
  },
  watermark: {
    source: 'VARCHAR',
    entity: 'VARCHAR',
    feed: 'INTEGER',
    watermark: 'VARCHAR',
    mapping_hash: 'VARCHAR',
    run_id: 'BIGINT',
    read_at: 'TIMESTAMP',
  },
  /** Sources whose rows take long to count, and when that may be done again. */
  slow_count: { source: 'VARCHAR', next_at: 'TIMESTAMP' },
  rejected: {
    run_id: 'BIGINT',
    source: 'VARCHAR',
    entity: 'VARCHAR',
    key: 'VARCHAR',
    column_name: 'VARCHAR',
    reason: 'VARCHAR',
    raw: 'JSON',
    feed: 'INTEGER',
    rejected_at: 'TIMESTAMP',
    resolved_at: 'TIMESTAMP',
  },
  range: { source: 'VARCHAR', entity: 'VARCHAR', feed: 'INTEGER', range: 'VARCHAR', print: 'VARCHAR' },
  reconciliation: { compared_at: 'TIMESTAMP', comparison: 'JSON' },
  mapped: { source: 'VARCHAR', entity: 'VARCHAR', column_name: 'VARCHAR' },
  source_column: {
    source: 'VARCHAR',
    table_name: 'VARCHAR',
    column_name: 'VARCHAR',
    type: 'VARCHAR',
    noted_at: 'TIMESTAMP',
  },
  mapped_type: {
    source: 'VARCHAR',
    entity: 'VARCHAR',
    feed: 'INTEGER',
    column_name: 'VARCHAR',
    type: 'VARCHAR',
  },
};

/** The columns of crm.<entity>: canonical, extra, and how the row came. */
export function landedColumns(entity: string, extras: Extras): ColumnTypes {
  return { ...businessColumns(entity, extras), ...LANDED };
}

/** The columns of a row, by name between commas, that its source left empty and another one has filled. */
export const FILLED = '_filled';

/** The columns of crm.<entity> that sources fill. */
export function businessColumns(entity: string, extras: Extras): ColumnTypes {
  const columns: Record<string, string> = {};
  for (const [name, column] of Object.entries(findEntity(entity)?.columns ?? {})) {
    columns[name] = duckdbType(column.type);
  }
  for (const [name, column] of Object.entries(extras[canonicalName(entity)] ?? {})) {
    columns[name] = duckdbType(column.type);
  }
  if (ENTITIES.has(entity)) columns[FILLED] = 'VARCHAR';
  return columns;
}

const SCHEMAS = ['crm', 'crm_past', 'crm_log', 'meta'];

/**
 * Makes `crm`, `crm_log` and `meta`, and adds the columns that the catalogue or the mapping has gained.
 * A column is never dropped: the log cannot be fetched again.
 *
 * `crm_log.<entity>`, every version of every row, is a view: the present versions are those of `crm.<entity>`, and only
 * the earlier ones and the ends are written once more, in `crm_past.<entity>`.
 *
 * `enrichments` are those in use; one that was once in use is kept in step.
 */
export async function ensureWarehouseSchema(
  connection: DuckDBConnection,
  extras: Extras,
  enrichments: readonly string[] = [],
): Promise<void> {
  const existing = await readColumns(connection);
  const wanted = new Map<string, ColumnTypes>();
  const old = [...existing.keys()].map((table) => table.replace(/^crm\./, '')).filter(isEnrichment);
  const entities = [...new Set([...ENTITIES.keys(), ...enrichments, ...old])];
  for (const entity of entities) {
    wanted.set(`crm.${entity}`, landedColumns(entity, extras));
    wanted.set(`crm_past.${entity}`, { ...businessColumns(entity, extras), ...LOGGED });
  }
  for (const [table, columns] of Object.entries(META)) wanted.set(`meta.${table}`, columns);

  const statements: string[] = [];
  for (const [table, columns] of wanted) statements.push(...changes(table, columns, existing.get(table)));
  if (statements.length === 0) return;
  await transaction(connection, async () => {
    for (const schema of SCHEMAS) await connection.run(`create schema if not exists ${schema}`);
    for (const statement of statements) await connection.run(statement);
    for (const entity of await logTables(connection)) await movePast(connection, entity);
    for (const entity of entities) await connection.run(logView(entity, extras));
  });
}

function isEnrichment(name: string): boolean {
  return canonicalName(name) !== name;
}

function logView(entity: string, extras: Extras): string {
  const name = quoteName(entity);
  const columns = Object.keys(landedColumns(entity, extras)).map(quoteName).join(', ');
  return `create or replace view crm_log.${name} as
    select ${columns}, _op, _source_at from crm_past.${name}
    union all select ${columns}, 'upsert', updated_at from crm.${name}`;
}

/** The entities whose log is a table: of a warehouse from before versions were written once. */
async function logTables(connection: DuckDBConnection): Promise<readonly string[]> {
  const found = await rows(
    connection,
    `select table_name as entity from information_schema.tables
     where table_catalog = current_database() and table_schema = 'crm_log' and table_type = 'BASE TABLE'`,
  );
  return found.map((row) => String(row['entity']));
}

async function movePast(connection: DuckDBConnection, entity: string): Promise<void> {
  const name = quoteName(entity);
  const isSame = [...(ENTITIES.get(entity)?.key ?? []), '_source', '_run_id']
    .map((column) => `log.${quoteName(column)} is not distinct from crm_row.${quoteName(column)}`)
    .join(' and ');
  await connection.run(`insert into crm_past.${name} by name
    select * from crm_log.${name} as log
    where _op = 'delete' or not exists (select 1 from crm.${name} as crm_row where ${isSame})`);
  await connection.run(`drop table crm_log.${name}`);
}

async function readColumns(connection: DuckDBConnection): Promise<Map<string, Map<string, string>>> {
  const found = await rows(
    connection,
    `select table_schema || '.' || table_name as "table", column_name as name, data_type as type
     from information_schema.columns
     where table_catalog = current_database() and table_schema in (${SCHEMAS.map(quoteText).join(', ')})`,
  );
  const tables = new Map<string, Map<string, string>>();
  for (const row of found) {
    const table = String(row['table']);
    const columns = tables.get(table) ?? new Map<string, string>();
    columns.set(String(row['name']), String(row['type']));
    tables.set(table, columns);
  }
  return tables;
}

function changes(table: string, columns: ColumnTypes, existing: Map<string, string> | undefined): string[] {
  const qualified = quoteRelation(table);
  if (existing === undefined) {
    const list = Object.entries(columns).map(([name, type]) => `${quoteName(name)} ${type}`);
    return [`create table ${qualified} (${list.join(', ')})`];
  }
  return Object.entries(columns).flatMap(([name, type]) => {
    const before = existing.get(name);
    if (before === undefined) {
      const add = `alter table ${qualified} add column ${quoteName(name)} ${type}`;
      const entity = findEntity(table.slice(table.indexOf('.') + 1));
      if (name !== KEY_NUMBER || entity === undefined) return [add];
      return [add, `update ${qualified} as row set ${KEY_NUMBER} = ${keyNumberSql(keySql(entity, 'row'))}`];
    }
    if (before === type) return [];
    // of another kind in an older warehouse; zero is nobody's, so that values decide
    if (name === ROW_HASH)
      return [`alter table ${qualified} alter ${ROW_HASH} set data type ${type} using 0`];
    throw new TreelineError(
      'column_type_changed',
      `${table}.${name} holds ${before} and the mapping now says ${type}. Give the extra column a new name: its history cannot be read again.`,
      { table, column: name, before, type },
    );
  });
}
