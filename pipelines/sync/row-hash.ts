import { quoteName } from '../../warehouse/sql-text.ts';

/**
 * A number of what a row says. Rows with one number are the same; rows with two may still be, where the mapping has
 * gained a column or DuckDB another way of hashing: then their values decide (compare.ts). A text hash that never
 * changes its meaning costs a load eight times as much.
 */
export function rowHashSql(columns: readonly string[], alias: string): string {
  return `hash(${columns
    .toSorted()
    .map((name) => `${alias}.${quoteName(name)}`)
    .join(', ')})`;
}
