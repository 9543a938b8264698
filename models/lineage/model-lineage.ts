import type { DuckDBConnection } from '@duckdb/node-api';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ANY_COLUMN, columnsOfQuery, type TableColumns } from '../../warehouse/sql-columns.ts';
import { parseSql } from '../../warehouse/sql-tree.ts';
import { ENTITIES } from '../../pipelines/canonical/entities.ts';
import { withExtras, type Extras } from '../runner/extras.ts';
import { inBuildOrder, readModels, type Model } from '../runner/model-file.ts';
import { wholeSql } from '../runner/sql-text.ts';

/** What a column of a model is made of. */
interface TracedColumn {
  /** `schema.table.column`, sorted. */
  readonly from: readonly string[];
  /** The only values it can have, where the SQL says so. */
  readonly values: ReadonlySet<string> | null;
}

/** Columns of the models as `schema.table.column`. */
export type ModelLineage = ReadonlyMap<string, TracedColumn>;

/** All models, traced. */
export interface TracedModels {
  readonly lineage: ModelLineage;
  /** The columns that tell rows apart, of models and of what was landed. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
}

/** What the door adds to every row. */
const DOOR_COLUMNS = [
  '_source',
  '_seen_at',
  '_run_id',
  '_op',
  '_source_at',
  '_key_number',
  '_row_hash',
  '_filled',
];

/** Columns of `crm.*` and `crm_log.*` with those that the mapping keeps beyond the canonical ones. */
function landedColumns(table: string, extras: Extras): ReturnType<TableColumns> {
  const [schema, name = ''] = table.split('.');
  const entity = schema === 'crm' || schema === 'crm_log' ? ENTITIES.get(name) : undefined;
  if (entity === undefined) return null;
  const canonical = Object.entries(entity.columns).map(
    ([column, { values }]) => [column, values === null ? null : new Set(values)] as const,
  );
  const others = [...Object.keys(extras[name] ?? {}), ...DOOR_COLUMNS];
  return new Map([...canonical, ...others.map((column) => [column, null] as const)]);
}

/** Every column of every model, traced through its SQL to the columns of the tables that it reads. */
export async function traceModels(
  connection: DuckDBConnection,
  extras: Extras,
  folder: string = path.dirname(fileURLToPath(new URL('.', import.meta.url))),
): Promise<TracedModels> {
  const models = inBuildOrder((await readModels(folder)).map((model) => withExtras(model, extras)));
  const lineage = new Map<string, TracedColumn>();
  for (const model of models) {
    const tables: TableColumns = (table) => columnsOf(lineage, table) ?? landedColumns(table, extras);
    const traced = await traceModel(connection, model, tables);
    for (const [column, found] of traced) lineage.set(`${model.name}.${column}`, found);
  }
  const landed = [...ENTITIES.values()].flatMap(({ name, key }) =>
    ['crm', 'crm_log'].map((schema) => ({ name: `${schema}.${name}`, key })),
  );
  const keys = [...models, ...landed].map(
    ({ name, key }) => [name, key.map((column) => `${name}.${column}`)] as const,
  );
  return { lineage, keys: new Map(keys) };
}

/** The columns of one model; null when no model has that name. */
export function columnsOf(lineage: ModelLineage, table: string): ReturnType<TableColumns> {
  const own = [...lineage].flatMap(([column, { values }]) =>
    column.startsWith(`${table}.`) ? [[column.slice(table.length + 1), values] as const] : [],
  );
  return own.length === 0 ? null : new Map(own);
}

async function traceModel(
  connection: DuckDBConnection,
  model: Model,
  tables: TableColumns,
): Promise<Map<string, TracedColumn>> {
  const node = await parseSql(connection, wholeSql(model.sql));
  const { named } = columnsOfQuery(node, tables);
  const traced = [...named].map(
    ([name, { from, values }]) => [name, { from: [...from].sort(), values }] as const,
  );
  if (model.through === null) return new Map(traced);
  // what a step in TypeScript works out is made of all that it was given, and has names of its own
  const from = [...new Set(traced.flatMap(([, one]) => one.from))].sort();
  const all = { from, values: null };
  return new Map([...traced.map(([name]) => [name, all] as const), [ANY_COLUMN, all]]);
}
