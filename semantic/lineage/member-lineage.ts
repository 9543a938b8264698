import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableColumns } from '../../warehouse/sql-columns.ts';
import { parseSql, treesOf, type SqlTree } from '../../warehouse/sql-tree.ts';
import type { Words } from '../declare/member.ts';
import { formulaOf } from '../explain/formula.ts';
import { readMeasures, writeExpression } from '../explain/parts.ts';
import { findMember } from '../query/members.ts';
import type { Model } from '../schema/model.ts';
import { cubeName } from '../schema/write-schema.ts';
import { originsInRows, traceRows } from './row-origins.ts';

/** A member with the columns of `star.*` that its value is made of. */
export interface MemberLineage {
  readonly member: string;
  readonly kind: 'measure' | 'dimension';
  readonly title: Words;
  readonly description: Words | null;
  /** Of a measure; empty of a dimension. */
  readonly formula: Words;
  /** False: the sources do not give what it needs, and it is null. */
  readonly mapped: boolean;
  /** `star.table.column`, sorted. */
  readonly columns: readonly string[];
}

/** Traces a member through the SQL of its view. `tables` knows the star's columns. Errors: `unknown_member`. */
export async function traceMember(
  connection: DuckDBConnection,
  { declarations, members, coverage, descriptions }: Model,
  member: string,
  tables: TableColumns,
): Promise<MemberLineage> {
  const { kind } = findMember(member, members, []);
  const [view = '', name = ''] = member.split('.');
  const declaration = declarations.find((one) => one.name === view);
  if (declaration === undefined) throw new Error(`${member} was found and is gone`);
  const cube = cubeName(view);
  const rows = await traceRows(connection, declaration, tables);
  const trace = (tree: SqlTree) => [...originsInRows(tree, cube, rows, tables)];
  const mapped = descriptions.get(member)?.meta['mapped'] !== false;
  const dimension = declaration.dimensions.find((one) => one.name === name);
  if (kind === 'dimension' && dimension !== undefined) {
    const select = await parseSql(connection, `select ${dimension.sql.replaceAll('{CUBE}', cube)}`);
    const found = treesOf(select, 'select_list').flatMap(trace);
    const { title, description } = dimension;
    return { member, kind, title, description, formula: { en: '', zh: '' }, mapped, columns: found.sort() };
  }
  const read = await readMeasures(connection, declaration, name, coverage);
  const found = new Set(read.flatMap(({ tree }) => trace(tree)));
  const measure = declaration.measures.find((one) => one.name === name);
  if (measure === undefined) throw new Error(`${member} was found and is gone`);
  const [top] = read;
  return {
    ...{ member, kind, title: measure.title, description: measure.description, mapped },
    formula:
      top === undefined
        ? { en: '', zh: '' }
        : await formulaOf(top.tree, declaration, (tree) => writeExpression(connection, tree)),
    columns: [...found].sort(),
  };
}
