import type { DuckDBConnection } from '@duckdb/node-api';
import type { Expression, Feed, FilesConfig } from '../config/config.ts';
import { didYouMean } from '../config/nearest.ts';
import type { Problem } from '../config/problem.ts';
import { rows } from '../../warehouse/warehouse.ts';
import type { FeedShape } from './feed-shape.ts';
import type { FileRelation, RejectTables } from './file-relation.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';

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

/** What stands after FROM for a feed. */
function feedRelation(feed: Feed, files: OpenFiles, into: RejectTables): string {
  if (feed.query !== null) return `(${feed.query}\n) as source_rows`;
  const from = feed.from ?? '';
  if (files.tables.has(from)) return quoteName(from);
  return `(select * from ${files.direct.get(from)?.sql(into) ?? ''}) as source_rows`;
}

/** The named tables of a source, to stand before a statement. */
function withTables(files: OpenFiles, into: RejectTables): string {
  const tables = [...files.tables].map(
    ([name, one]) => `${quoteName(name)} as (select * from ${one.sql(into)})`,
  );
  return tables.length === 0 ? '' : `with ${tables.join(', ')}`;
}

/** The whole statement that reads a feed: every mapped column as text. */
export function feedSelect(feed: Feed, files: OpenFiles, into: RejectTables): string {
  const columns = feed.columns.map(
    (column) => `cast(${fileExpression(column.expression)} as varchar) as ${quoteName(column.name)}`,
  );
  const where = feed.where === null ? '' : `where (${feed.where}\n)`;
  return `${withTables(files, into)} select ${columns.join(', ')} from ${feedRelation(feed, files, into)} ${where}`;
}

/** DuckDB's message without the statement that it repeats. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').replace(/^[A-Za-z ]+Error: /, '');
}

/** A column that is not there: with the nearest that is, else with how the file was read. */
function missingColumn(name: string, names: readonly string[], feed: Feed, files: OpenFiles): string {
  if (feed.from === null) return `the query has no column "${name}".${didYouMean(name, names)}`;
  const file = files.tables.get(feed.from) ?? files.direct.get(feed.from);
  const doubled = file?.doubled.get(name.trim().toLowerCase());
  if (doubled !== undefined) {
    const choice = doubled.map((one) => `"${one}"`).join(' or ');
    return `"${feed.from}" has ${doubled.length} columns "${name}". Write ${choice}.`;
  }
  const near = didYouMean(name, names);
  const read = near === '' && file !== undefined ? ` It was read as ${file.described}.` : '';
  return `"${feed.from}" has no column "${name}".${near}${read}`;
}

/** What is wrong with a feed, and what of it is there. */
interface CheckedFeed {
  readonly problems: readonly Problem[];
  readonly shape: FeedShape;
}

/** Describes a feed without reading its rows; says everything that is wrong. */
export async function checkFeed(
  connection: DuckDBConnection,
  config: FilesConfig,
  feed: Feed,
  files: OpenFiles,
  into: RejectTables,
): Promise<CheckedFeed> {
  const problems: Problem[] = [];
  const columns = new Map<string, string>();
  const mapped = new Map<string, string>();
  const report = (at: Feed['at'], message: string): void => {
    problems.push({ line: config.lineOf(at), message });
  };
  if (feed.watermark !== null) {
    report([...feed.at, 'watermark'], 'files are compared in full whenever they change: remove "watermark".');
  }
  const relation = feedRelation(feed, files, into);
  const describe = (list: string): Promise<Record<string, unknown>[]> =>
    rows(connection, `describe ${withTables(files, into)} select ${list} from ${relation}`);

  try {
    for (const row of await describe('*'))
      columns.set(String(row['column_name']), String(row['column_type']));
  } catch (error) {
    report(
      [...feed.at, feed.query === null ? 'from' : 'query'],
      `the query does not run: ${reasonOf(error)}.`,
    );
    return { problems, shape: { columns, mapped } };
  }
  const names = [...columns.keys()];
  for (const column of feed.columns) {
    const { expression } = column;
    const wanted =
      expression.kind === 'column' ? [expression.name] : expression.kind === 'joined' ? expression.names : [];
    const unknown = wanted.filter((name) => !names.some((one) => one.toLowerCase() === name.toLowerCase()));
    for (const name of unknown) {
      report(column.at, `${feed.entity}.${column.name}: ${missingColumn(name, names, feed, files)}`);
    }
    if (unknown.length > 0) continue;
    try {
      const [described] = await describe(fileExpression(expression));
      mapped.set(column.name, String(described?.['column_type']));
    } catch (error) {
      report(column.at, `${feed.entity}.${column.name}: the expression does not run: ${reasonOf(error)}.`);
    }
  }
  if (feed.where !== null) {
    await describe(`(${feed.where}\n)`).catch((error: unknown) => {
      report([...feed.at, 'where'], `the condition does not run: ${reasonOf(error)}.`);
    });
  }
  return { problems, shape: { columns, mapped } };
}
