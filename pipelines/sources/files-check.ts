import type { DuckDBConnection } from '@duckdb/node-api';
import type { Expression, Feed, FilesConfig } from '../config/config.ts';
import { didYouMean } from '../config/nearest.ts';
import type { Problem } from '../config/problem.ts';
import { rows } from '../../warehouse/warehouse.ts';
import { withTables, type FileRelation } from './file-relation.ts';
import { quoteName, quoteText } from './sql-text.ts';

/** The files of a source, by table name, and by the `from` of each feed that names a file itself. */
export interface OpenFiles {
  readonly tables: ReadonlyMap<string, FileRelation>;
  readonly direct: ReadonlyMap<string, FileRelation>;
}

export function fileExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'column':
      return quoteName(expression.name);
    case 'sql':
      return `(${expression.sql}\n)`;
    case 'value':
      return expression.value === null ? 'null::varchar' : quoteText(expression.value);
    case 'joined':
      return `concat_ws('|', ${expression.names.map(quoteName).join(', ')})`;
  }
}

/** What stands after FROM for a feed, and the prints of the files behind it. */
export function feedRelation(feed: Feed, files: OpenFiles): { sql: string; print: string } {
  const named = feed.from === null ? undefined : files.tables.get(feed.from);
  const direct = feed.from === null ? undefined : files.direct.get(feed.from);
  // expressions may look into any named table, so a change of any of them is a change of the feed
  const print = [...files.tables.values(), ...(direct === undefined ? [] : [direct])]
    .map((one) => one.print)
    .join('|');
  if (feed.query !== null) return { sql: `(${feed.query}\n) as source_rows`, print };
  if (named !== undefined) return { sql: quoteName(feed.from ?? ''), print };
  return { sql: `(select * from ${direct?.sql ?? ''}) as source_rows`, print };
}

/** The whole statement that reads a feed: every mapped column as text. */
export function feedSelect(feed: Feed, files: OpenFiles): string {
  const columns = feed.columns.map(
    (column) => `cast(${fileExpression(column.expression)} as varchar) as ${quoteName(column.name)}`,
  );
  const where = feed.where === null ? '' : `where (${feed.where}\n)`;
  return `${withTables(files.tables)} select ${columns.join(', ')} from ${feedRelation(feed, files).sql} ${where}`;
}

/** DuckDB's message without the statement that it repeats. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').replace(/^[A-Za-z ]+Error: /, '');
}

/** Describes a feed without reading its rows; says everything that is wrong. */
export async function checkFeed(
  connection: DuckDBConnection,
  config: FilesConfig,
  feed: Feed,
  files: OpenFiles,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const report = (at: Feed['at'], message: string): void => {
    problems.push({ line: config.lineOf(at), message });
  };
  if (feed.watermark !== null) {
    report([...feed.at, 'watermark'], 'files are compared in full whenever they change: remove "watermark".');
  }
  const relation = feedRelation(feed, files).sql;
  const describe = (list: string): Promise<Record<string, unknown>[]> =>
    rows(connection, `describe ${withTables(files.tables)} select ${list} from ${relation}`);

  let names: string[];
  try {
    names = (await describe('*')).map((row) => String(row['column_name']));
  } catch (error) {
    report(
      [...feed.at, feed.query === null ? 'from' : 'query'],
      `the query does not run: ${reasonOf(error)}.`,
    );
    return problems;
  }
  for (const column of feed.columns) {
    const { expression } = column;
    const wanted =
      expression.kind === 'column' ? [expression.name] : expression.kind === 'joined' ? expression.names : [];
    const unknown = wanted.filter((name) => !names.some((one) => one.toLowerCase() === name.toLowerCase()));
    for (const name of unknown) {
      const origin = feed.from === null ? 'the query' : `"${feed.from}"`;
      report(
        column.at,
        `${feed.entity}.${column.name}: ${origin} has no column "${name}".${didYouMean(name, names)}`,
      );
    }
    if (unknown.length > 0) continue;
    await describe(fileExpression(expression)).catch((error: unknown) => {
      report(column.at, `${feed.entity}.${column.name}: the expression does not run: ${reasonOf(error)}.`);
    });
  }
  if (feed.where !== null) {
    await describe(`(${feed.where}\n)`).catch((error: unknown) => {
      report([...feed.at, 'where'], `the condition does not run: ${reasonOf(error)}.`);
    });
  }
  return problems;
}
