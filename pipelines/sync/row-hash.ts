import { quoteName, quoteText } from '../../warehouse/sql-text.ts';

/**
 * A text hash of what a row says. Only columns that hold something take part, by name: a column that the
 * catalogue gains later, still empty, does not make every row look changed.
 */
export function rowHashSql(columns: readonly string[], alias: string): string {
  const parts = columns
    .toSorted()
    .map((name) => `${quoteText(`${name}=`)} || ${alias}.${quoteName(name)}::varchar || chr(31)`);
  return `md5(concat(${parts.join(', ')}))`;
}
