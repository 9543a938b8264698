import type { DuckDBConnection } from '@duckdb/node-api';
import {
  childrenOf,
  isTree,
  parseSql,
  textOf,
  textsOf,
  treeOf,
  treesOf,
  writeSql,
  type SqlTree,
} from '../../warehouse/sql-tree.ts';
import type { CubeDeclaration, Measure } from '../declare/member.ts';
import { isMapped, type Coverage } from '../schema/coverage.ts';
import { measureSql, namedMeasures } from '../schema/measure-sql.ts';

/** How a part is made of what its rows contribute. */
export type Way =
  'sum' | 'count' | 'distinct' | 'mean' | 'median' | 'quantile' | 'latest' | 'earliest' | 'values';

/** One aggregate inside a measure: what each row contributes to it, and how contributions become one figure. */
export interface Part {
  readonly measure: Measure;
  readonly way: Way;
  /** SQL of what a row contributes, over the cube's rows. */
  readonly value: string;
  /** SQL of whether a row belongs to the part. */
  readonly belongs: string;
  /** SQL of the figure over a column of contributions. */
  figure(column: string): string;
}

/** A measure's SQL read by DuckDB's parser: other measures it names stand as columns of `MEASURE`. */
export interface ReadMeasure {
  readonly measure: Measure;
  readonly tree: SqlTree;
}

const WAYS: Readonly<Record<string, Way>> = {
  sum: 'sum',
  count: 'count',
  count_star: 'count',
  list: 'sum',
  avg: 'mean',
  median: 'median',
  quantile_cont: 'quantile',
  max: 'latest',
  min: 'earliest',
};

/** The measure and all that it is made of, each once, itself first. Those that nothing gives are left out. */
export async function readMeasures(
  connection: DuckDBConnection,
  declaration: CubeDeclaration,
  name: string,
  coverage: Coverage,
): Promise<ReadMeasure[]> {
  const found = new Map<string, ReadMeasure>();
  const visit = async (one: string): Promise<void> => {
    const measure = declaration.measures.find((each) => each.name === one);
    if (measure === undefined || found.has(one) || !isMapped(measure.needs, coverage)) return;
    const node = await parseSql(connection, `select ${measureSql(measure, declaration)}`);
    const [tree] = treesOf(node, 'select_list');
    if (tree === undefined) throw new Error(`${declaration.name}.${one} selects nothing`);
    found.set(one, { measure, tree });
    for (const reference of namedMeasures(tree)) await visit(reference);
  };
  await visit(name);
  return [...found.values()];
}

/**
 * Aggregates that make the figure. One in the condition of a `case` only decides whether there is a figure at all, and
 * one in a sub-query counts where it gathers rows of the cube: the others belong to another table.
 */
export function aggregatesOf(tree: SqlTree, cube: string): SqlTree[] {
  const kind = textOf(tree, 'class');
  const inside = (trees: readonly SqlTree[]) => trees.flatMap((one) => aggregatesOf(one, cube));
  if (kind === 'SUBQUERY') return inside(childrenOf(tree)).filter((one) => readsFrom(one, cube));
  if (kind === 'FUNCTION' && textOf(tree, 'function_name') in WAYS) return [tree];
  if (kind !== 'CASE') return inside(childrenOf(tree));
  const branches = [...treesOf(tree, 'case_checks').map((check) => check['then_expr']), tree['else_expr']];
  return inside(branches.filter(isTree));
}

function readsFrom(tree: SqlTree, relation: string): boolean {
  if (textOf(tree, 'class') === 'COLUMN_REF') return textsOf(tree, 'column_names')[0] === relation;
  return childrenOf(tree).some((child) => readsFrom(child, relation));
}

/** What the rows contribute to each aggregate of the measures; equal aggregates of one measure are one part. */
export async function partsOf(
  connection: DuckDBConnection,
  measures: readonly ReadMeasure[],
  cube: string,
): Promise<Part[]> {
  const parts: Part[] = [];
  for (const { measure, tree } of measures) {
    const seen = new Set<string>();
    for (const aggregate of aggregatesOf(tree, cube)) {
      const key = JSON.stringify(aggregate);
      if (!seen.has(key)) parts.push(...(await partsOfOne(connection, measure, aggregate)));
      seen.add(key);
    }
  }
  return parts;
}

async function partsOfOne(
  connection: DuckDBConnection,
  measure: Measure,
  aggregate: SqlTree,
): Promise<Part[]> {
  const name = textOf(aggregate, 'function_name');
  const way = WAYS[name];
  if (way === undefined) throw new Error(`${measure.name}: ${name} is not an aggregate we can explain`);
  const [first, ...rest] = treesOf(aggregate, 'children');
  const isDistinct = aggregate['distinct'] === true;
  const filter = treeOf(aggregate, 'filter');
  const write = (tree: SqlTree) => writeExpression(connection, tree);
  const condition = filter === null ? 'true' : await write(filter);

  if (first === undefined) {
    const value = `case when ${condition} then 1 end`;
    return [{ measure, way, value, belongs: condition, figure: (column) => `count(${column})` }];
  }
  if (name === 'list') {
    const fields = await fieldsOf(first, write);
    if (fields === null) return [listed(measure, await write(first), condition)];
    return isDistinct ? [distinctRecord(measure, fields, condition)] : records(measure, fields, condition);
  }
  const argument = await write(first);
  // people or days are told apart by a text, also where a key has several columns
  const shown = isDistinct ? `(${argument})::varchar` : argument;
  const further = await Promise.all(rest.map(write));
  // without a condition of its own a part is made of the rows that have something to give
  const gives = way === 'sum' ? `${argument} <> 0` : `${argument} is not null`;
  const isNothing = way === 'sum' ? `coalesce(${argument} = 0, false)` : 'false';
  const part: Part = {
    measure,
    way: way === 'count' && isDistinct ? 'distinct' : way,
    value: `case when ${condition} then ${shown} end`,
    belongs: filter === null ? gives : `${condition} and not ${isNothing}`,
    figure: (column) => `${name}(${[isDistinct ? `distinct ${column}` : column, ...further].join(', ')})`,
  };
  return [part];
}

/** The fields of `struct_pack(id := …, amount := …)`, the key first; null of anything but a record. */
async function fieldsOf(
  record: SqlTree,
  write: (tree: SqlTree) => Promise<string>,
): Promise<readonly string[] | null> {
  if (textOf(record, 'function_name') !== 'struct_pack') return null;
  return await Promise.all(treesOf(record, 'children').map(write));
}

/** Stands for an order of rows that is the same whenever they are asked for. */
export const ROW_ORDER = '{ROW_ORDER}';

/** Of rows that stand for the same record, one contributes, on every page the same. */
function distinctRecord(
  measure: Measure,
  [id = '', amount = '']: readonly string[],
  condition: string,
): Part {
  const isFirst = `row_number() over (partition by ${condition}, ${id}, ${amount} order by ${ROW_ORDER}) = 1`;
  return {
    measure,
    way: 'sum',
    value: `case when ${condition} and ${isFirst} then ${amount} end`,
    belongs: `${condition} and ${isFirst}`,
    figure: (column) => `sum(${column})`,
  };
}

/** Rows gathered by their key, to be added up for each: every other field is a sum. */
function records(measure: Measure, [, ...amounts]: readonly string[], condition: string): Part[] {
  return amounts.map((amount) => ({
    measure,
    way: 'sum',
    value: `case when ${condition} then ${amount} end`,
    belongs: `${condition} and ${amount} <> 0`,
    figure: (column) => `sum(${column})`,
  }));
}

/** Each row brings several values, which the figure is taken from together. */
function listed(measure: Measure, list: string, condition: string): Part {
  return {
    measure,
    way: 'values',
    value: `case when ${condition} then array_to_string(${list}, ', ') end`,
    belongs: `${condition} and len(${list}) > 0`,
    figure: () => 'null::varchar',
  };
}

/** An expression as SQL again. */
export async function writeExpression(connection: DuckDBConnection, tree: SqlTree): Promise<string> {
  const empty = await parseSql(connection, 'select 1');
  const sql = await writeSql(connection, { ...empty, select_list: [{ ...tree, alias: '' }] });
  return sql.replace(/^SELECT /, '');
}
