import { quoteText } from '../../warehouse/sql-text.ts';

const SCOPE = /\{\{\s*in_scope\(([^)]*)\)\s*\}\}/g;

/** Above this many keys a sub-query beats a literal list, which DuckDB can push down everywhere. */
export const LITERAL_KEYS = 500;

/** The model's SQL over all rows. */
export function wholeSql(sql: string): string {
  return sql.replace(SCOPE, 'true');
}

/** The model's SQL over the given keys, or over those in `affected`, a table with the one column `key`. */
export function scopedSql(sql: string, affected: string, keys: readonly string[] | null): string {
  // keys are texts, and a table of them is not read as dates where the column holds dates, as a list is
  if (keys === null) {
    return sql.replace(
      SCOPE,
      (_match, column: string) => `(${column})::varchar in (select key from ${affected})`,
    );
  }
  const list = keys.map((key) => quoteText(key)).join(', ');
  return sql.replace(SCOPE, (_match, column: string) => `${column} in (${list})`);
}
