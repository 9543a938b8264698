import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { rows } from './warehouse.ts';

/** SQL as DuckDB's own parser understands it: the value of `json_serialize_sql`. */
export type SqlTree = { [name: string]: SqlValue };
export type SqlValue = string | number | boolean | null | SqlValue[] | SqlTree;

const treeSchema: z.ZodType<SqlTree> = z.record(z.string(), z.json());
const parsedSchema = z.union([
  z.object({ error: z.literal(false), statements: z.tuple([z.object({ node: treeSchema })]) }),
  z.object({ error: z.literal(true), error_message: z.string() }),
]);

/** Where a token stood; "nowhere" is a number larger than JavaScript can hold. */
const LOCATION = /"query_location":\d+/g;

/** The query of one `select`. What cannot be parsed is our defect: it was written by us or by Cube. */
export async function parseSql(connection: DuckDBConnection, sql: string): Promise<SqlTree> {
  const [row] = await rows(connection, 'select json_serialize_sql(?::varchar) as tree', [sql]);
  const parsed = parsedSchema.parse(
    JSON.parse(String(row?.['tree']).replace(LOCATION, '"query_location":0')),
  );
  if (parsed.error) throw new Error(`DuckDB cannot parse "${sql}": ${parsed.error_message}`);
  return parsed.statements[0].node;
}

/** The query as SQL again; parameters are written `$1`, `$2` … */
export async function writeSql(connection: DuckDBConnection, node: SqlTree): Promise<string> {
  const tree = JSON.stringify({ error: false, statements: [{ node, named_param_map: [] }] });
  const [row] = await rows(connection, 'select json_deserialize_sql(?::json) as sql', [tree]);
  return z.string().parse(row?.['sql']);
}

export function isTree(value: SqlValue | undefined): value is SqlTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(tree: SqlTree, name: string): string {
  const value = tree[name];
  return typeof value === 'string' ? value : '';
}

/** The tree under a name; null where there is none. */
export function treeOf(tree: SqlTree, name: string): SqlTree | null {
  const value = tree[name];
  return isTree(value) ? value : null;
}

export function treesOf(tree: SqlTree, name: string): SqlTree[] {
  const value = tree[name];
  return Array.isArray(value) ? value.filter(isTree) : [];
}

export function textsOf(tree: SqlTree, name: string): string[] {
  const value = tree[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Every tree directly under this one, whatever its name. */
export function childrenOf(tree: SqlTree): SqlTree[] {
  return Object.values(tree).flatMap(treesIn);
}

function treesIn(value: SqlValue): SqlTree[] {
  if (Array.isArray(value)) return value.flatMap(treesIn);
  return isTree(value) ? [value] : [];
}
