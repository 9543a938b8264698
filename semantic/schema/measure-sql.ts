import type { CubeDeclaration, Measure } from '../declare/member.ts';
import { childrenOf, textOf, textsOf, type SqlTree } from '../../warehouse/sql-tree.ts';
import { cubeName } from './write-schema.ts';

/** The relation that stands for other measures while SQL is parsed. */
export const MEASURE = 'measure_of_view';

/** A measure's SQL as DuckDB can parse it: other measures that it names stand as columns of `MEASURE`. */
export function measureSql({ sql }: Measure, { name }: CubeDeclaration): string {
  return sql.replace(/\{(\w+)\}/g, (_match, reference: string) =>
    reference === 'CUBE' ? cubeName(name) : `${MEASURE}.${reference}`,
  );
}

/** Names of other measures, in reading order. */
export function namedMeasures(tree: SqlTree): string[] {
  if (textOf(tree, 'class') === 'COLUMN_REF') {
    const [relation, name] = textsOf(tree, 'column_names');
    return relation === MEASURE && name !== undefined ? [name] : [];
  }
  return childrenOf(tree).flatMap(namedMeasures);
}
