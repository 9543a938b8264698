import type { DuckDBConnection } from '@duckdb/node-api';
import {
  columnsOfQuery,
  NOTHING,
  originsOf,
  type Columns,
  type TableColumns,
} from '../../warehouse/sql-columns.ts';
import { childrenOf, parseSql, textOf, treeOf, treesOf, type SqlTree } from '../../warehouse/sql-tree.ts';
import type { CubeDeclaration } from '../declare/member.ts';
import { MEASURE } from '../schema/measure-sql.ts';

/** The columns of a view's rows, apart for each fact that the view unites. */
export async function traceRows(
  connection: DuckDBConnection,
  declaration: CubeDeclaration,
  tables: TableColumns,
): Promise<Columns[]> {
  const known = traced.get(tables) ?? new WeakMap<CubeDeclaration, Columns[]>();
  traced.set(tables, known);
  const before = known.get(declaration);
  if (before !== undefined) return before;
  const tree = await parseSql(connection, declaration.sql);
  const found = unitedIn(tree).map((one) => {
    const { named, rest, rows } = columnsOfQuery(one, tables);
    // what this fact lacks is null in its rows
    return { named, rest: rest ?? NOTHING, rows };
  });
  known.set(declaration, found);
  return found;
}

/** Every member of a view asks for the rows of the same view. */
const traced = new WeakMap<TableColumns, WeakMap<CubeDeclaration, Columns[]>>();

/** The query once for each part of the union beneath it. */
function unitedIn(node: SqlTree): SqlTree[] {
  if (textOf(node, 'type') === 'SET_OPERATION_NODE' && textOf(node, 'setop_type').startsWith('UNION')) {
    return [treeOf(node, 'left'), treeOf(node, 'right')].flatMap((side) =>
      side === null ? [] : unitedIn(side),
    );
  }
  const from = treeOf(node, 'from_table');
  return from === null ? [node] : unitedInTable(from).map((table) => ({ ...node, from_table: table }));
}

function unitedInTable(table: SqlTree): SqlTree[] {
  const left = treeOf(table, 'left');
  if (textOf(table, 'type') === 'JOIN' && left !== null)
    return unitedInTable(left).map((one) => ({ ...table, left: one }));
  const subquery = treeOf(table, 'subquery');
  const node = subquery === null ? null : treeOf(subquery, 'node');
  if (textOf(table, 'type') !== 'SUBQUERY' || node === null) return [table];
  return unitedIn(node).map((one) => ({ ...table, subquery: { ...subquery, node: one } }));
}

/**
 * What an expression over a view's rows is made of: of an aggregate under a condition, only from the facts whose rows
 * can meet it.
 */
export function originsInRows(
  tree: SqlTree,
  cube: string,
  rows: readonly Columns[],
  tables: TableColumns,
): Set<string> {
  const filter = treeOf(tree, 'filter');
  const isLeaf =
    ['COLUMN_REF', 'SUBQUERY', 'LAMBDA'].includes(textOf(tree, 'class')) ||
    textOf(tree, 'function_name') === 'count_star';
  if (filter === null && !isLeaf) {
    return new Set(childrenOf(tree).flatMap((child) => [...originsInRows(child, cube, rows, tables)]));
  }
  const able = filter === null ? rows : rows.filter((one) => canHold(filter, one));
  const measures: Columns = { named: new Map(), rest: NOTHING, rows: NOTHING };
  const found = able.flatMap((one) => [
    ...originsOf(tree, { [cube]: one, [MEASURE]: measures }, tables).from,
  ]);
  if (found.length > 0 || textOf(tree, 'function_name') !== 'count_star') return new Set(found);
  return new Set(able.flatMap((one) => [...one.rows.from]));
}

/** False when a condition names a value that the rows cannot have. */
function canHold(condition: SqlTree, rows: Columns): boolean {
  const children = treesOf(condition, 'children');
  switch (textOf(condition, 'type')) {
    case 'CONJUNCTION_AND':
      return children.every((child) => canHold(child, rows));
    case 'CONJUNCTION_OR':
      return children.some((child) => canHold(child, rows));
    case 'COMPARE_EQUAL':
      return isPossible([treeOf(condition, 'left'), treeOf(condition, 'right')], rows);
    case 'COMPARE_IN':
      return isPossible(children, rows);
    default:
      return true;
  }
}

function isPossible([column, ...wanted]: readonly (SqlTree | null)[], rows: Columns): boolean {
  if (column === undefined || column === null || textOf(column, 'class') !== 'COLUMN_REF') return true;
  const names = Array.isArray(column['column_names']) ? column['column_names'] : [];
  const found = rows.named.get(String(names.at(-1)).toLowerCase());
  const possible = (found ?? NOTHING).values;
  if (possible === null) return true;
  const constants = wanted.map((one) => (one === null ? undefined : treeOf(one, 'value')?.['value']));
  return constants.some((one) => one === undefined || possible.has(String(one)));
}
