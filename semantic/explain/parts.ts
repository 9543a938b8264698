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
import { cubeName } from '../schema/write-schema.ts';

/** How a part is made of what its rows contribute. */
export type Way = 'sum' | 'count' | 'distinct' | 'mean' | 'median' | 'quantile' | 'latest' | 'earliest';

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

/** The relation that stands for other measures while SQL is parsed. */
export const MEASURE = 'measure_of_view';

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
    const sql = measure.sql.replace(/\{(\w+)\}/g, (_match, reference: string) =>
      reference === 'CUBE' ? cubeName(declaration.name) : `${MEASURE}.${reference}`,
    );
    const node = await parseSql(connection, `select ${sql}`);
    const [tree] = treesOf(node, 'select_list');
    if (tree === undefined) throw new Error(`${declaration.name}.${one} selects nothing`);
    found.set(one, { measure, tree });
    for (const reference of namedMeasures(tree)) await visit(reference);
  };
  await visit(name);
  return [...found.values()];
}

/** Names of other measures, in reading order. */
export function namedMeasures(tree: SqlTree): string[] {
  if (textOf(tree, 'class') === 'COLUMN_REF') {
    const [relation, name] = textsOf(tree, 'column_names');
    return relation === MEASURE && name !== undefined ? [name] : [];
  }
  return childrenOf(tree).flatMap(namedMeasures);
}

/**
 * Aggregates that make the figure. One in the condition of a `case` only decides whether there is a figure at all, and
 * one in a sub-query belongs to another table.
 */
export function aggregatesOf(tree: SqlTree): SqlTree[] {
  const kind = textOf(tree, 'class');
  if (kind === 'SUBQUERY') return [];
  if (kind === 'FUNCTION' && textOf(tree, 'function_name') in WAYS) return [tree];
  if (kind !== 'CASE') return childrenOf(tree).flatMap(aggregatesOf);
  const branches = [...treesOf(tree, 'case_checks').map((check) => check['then_expr']), tree['else_expr']];
  return branches.filter(isTree).flatMap(aggregatesOf);
}

/** What the rows contribute to each aggregate of the measures; equal aggregates of one measure are one part. */
export async function partsOf(
  connection: DuckDBConnection,
  measures: readonly ReadMeasure[],
): Promise<Part[]> {
  const parts: Part[] = [];
  for (const { measure, tree } of measures) {
    const seen = new Set<string>();
    for (const aggregate of aggregatesOf(tree)) {
      const key = JSON.stringify(aggregate);
      if (!seen.has(key)) parts.push(await partOf(connection, measure, aggregate));
      seen.add(key);
    }
  }
  return parts;
}

async function partOf(connection: DuckDBConnection, measure: Measure, aggregate: SqlTree): Promise<Part> {
  const name = textOf(aggregate, 'function_name');
  const way = WAYS[name];
  if (way === undefined) throw new Error(`${measure.name}: ${name} is not an aggregate we can explain`);
  const [first, ...rest] = treesOf(aggregate, 'children');
  const isDistinct = aggregate['distinct'] === true;
  const filter = treeOf(aggregate, 'filter');
  const write = (tree: SqlTree) => writeExpression(connection, tree);
  const condition = filter === null ? 'true' : await write(filter);

  if (name === 'list') return await distinctRecords(measure, first, condition, write);
  if (first === undefined) {
    const value = `case when ${condition} then 1 end`;
    return { measure, way, value, belongs: condition, figure: (column) => `count(${column})` };
  }
  const argument = await write(first);
  // people or days are told apart by a text, also where a key has several columns
  const shown = isDistinct ? `(${argument})::varchar` : argument;
  const further = await Promise.all(rest.map(write));
  // without a condition of its own a part is made of the rows that have something to give
  const gives = way === 'sum' ? `${argument} <> 0` : `${argument} is not null`;
  const isNothing = way === 'sum' ? `coalesce(${argument} = 0, false)` : 'false';
  return {
    measure,
    way: way === 'count' && isDistinct ? 'distinct' : way,
    value: `case when ${condition} then ${shown} end`,
    belongs: filter === null ? gives : `${condition} and not ${isNothing}`,
    figure: (column) => `${name}(${[isDistinct ? `distinct ${column}` : column, ...further].join(', ')})`,
  };
}

/** `list(distinct struct_pack(id := …, amount := …))`: of rows that stand for the same thing, one contributes. */
async function distinctRecords(
  measure: Measure,
  record: SqlTree | undefined,
  condition: string,
  write: (tree: SqlTree) => Promise<string>,
): Promise<Part> {
  if (record === undefined || textOf(record, 'function_name') !== 'struct_pack')
    throw new Error(`${measure.name}: a list of anything but records cannot be explained`);
  const [id, amount] = await Promise.all(treesOf(record, 'children').map(write));
  const isFirst = `row_number() over (partition by ${condition}, ${id}, ${amount}) = 1`;
  return {
    measure,
    way: 'sum',
    value: `case when ${condition} and ${isFirst} then ${amount} end`,
    belongs: `${condition} and ${isFirst}`,
    figure: (column) => `sum(${column})`,
  };
}

/** An expression as SQL again. */
export async function writeExpression(connection: DuckDBConnection, tree: SqlTree): Promise<string> {
  const empty = await parseSql(connection, 'select 1');
  const sql = await writeSql(connection, { ...empty, select_list: [{ ...tree, alias: '' }] });
  return sql.replace(/^SELECT /, '');
}
