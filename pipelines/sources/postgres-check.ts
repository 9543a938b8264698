import type { Client, QueryResult } from 'pg';
import type { Feed, PostgresConfig } from '../config/config.ts';
import { didYouMean } from '../config/nearest.ts';
import type { Problem } from '../config/problem.ts';
import {
  expressionSql,
  outputSql,
  relationSql,
  watermarkSql,
  type WatermarkSql,
  type Zones,
} from './postgres-expression.ts';
import type { Form } from './source.ts';

/** A feed as statements: what COPY writes per column, how the door reads it, and the watermark. */
export interface PreparedFeed {
  readonly relation: string;
  readonly where: string | null;
  readonly outputs: readonly string[];
  readonly forms: ReadonlyMap<string, Form>;
  readonly watermark: WatermarkSql | null;
}

interface Candidate {
  readonly sql: string;
  readonly at: Feed['at'];
  readonly what: string;
  /** Names that must be columns of the table; empty for expressions. */
  readonly names: readonly string[];
}

/** The message of a failed statement; the statement is the mapping's own text, no row is read. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Describes a feed on the server without reading a row; pushes what is wrong and answers null then. */
export async function prepareFeed(
  client: Client,
  config: PostgresConfig,
  feed: Feed,
  zones: Zones,
  problems: Problem[],
): Promise<PreparedFeed | null> {
  const report = (at: Feed['at'], message: string): void => {
    problems.push({ line: config.lineOf(at), message });
  };
  const relation = relationSql(config, feed);
  const base = await describeRelation(client, feed, relation, report);
  if (base === null) return null;

  const candidates = candidatesOf(feed);
  const before = problems.length;
  for (const one of candidates) reportUnknownNames(one, base, feed, report);
  const described = await describeAll(client, relation, feed, candidates, base, report);
  if (described === null || problems.length > before) return null;

  const outputs = feed.columns.map((column, index) => outputSql(column, described[index] ?? 0, zones));
  const watermark = feed.watermark === null ? null : watermarkSql(feed.watermark, described.at(-1) ?? 0);
  if (feed.watermark !== null && watermark === null) {
    report([...feed.at, 'watermark'], 'a watermark must be a timestamp, a date or a whole number.');
    return null;
  }
  return {
    relation,
    where: feed.where,
    outputs: outputs.map((one) => one.sql),
    forms: new Map(feed.columns.map((column, index) => [column.name, outputs[index]?.form ?? 'text'])),
    watermark,
  };
}

type Reporter = (at: Feed['at'], message: string) => void;

async function describeRelation(
  client: Client,
  feed: Feed,
  relation: string,
  report: Reporter,
): Promise<readonly string[] | null> {
  try {
    const result = await client.query(`select * from ${relation} limit 0`);
    return result.fields.map((field) => field.name);
  } catch (error) {
    const at = [...feed.at, feed.query === null ? 'from' : 'query'];
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!/^(42|0A|3F)/.test(code)) throw error;
    if (feed.query === null && (code === '42P01' || code === '3F000')) {
      const tables = await listTables(client);
      report(
        at,
        `there is no table "${feed.from ?? ''}" in source "${feed.source}".${didYouMean(feed.from ?? '', tables)}`,
      );
    } else if (code === '42501') {
      report(
        at,
        `no permission to read ${feed.from ?? 'this query'} (${reasonOf(error)}). Grant SELECT on it.`,
      );
    } else {
      report(at, `the query does not run: ${reasonOf(error)}.`);
    }
    return null;
  }
}

async function listTables(client: Client): Promise<string[]> {
  const found = await client.query<{ schema: string; name: string }>(
    `select table_schema as schema, table_name as name from information_schema.tables
     where table_schema not in ('pg_catalog', 'information_schema')`,
  );
  return found.rows.flatMap((one) => [one.name, `${one.schema}.${one.name}`]);
}

function candidatesOf(feed: Feed): Candidate[] {
  const candidates: Candidate[] = feed.columns.map((column) => ({
    sql: expressionSql(column.expression),
    at: column.at,
    what: `${feed.entity}.${column.name}`,
    names: namesOf(column.expression),
  }));
  if (feed.watermark !== null) {
    const at = [...feed.at, 'watermark'];
    candidates.push({
      sql: expressionSql(feed.watermark),
      at,
      what: 'watermark',
      names: namesOf(feed.watermark),
    });
  }
  return candidates;
}

function namesOf(expression: Feed['columns'][number]['expression']): readonly string[] {
  if (expression.kind === 'column') return [expression.name];
  return expression.kind === 'joined' ? expression.names : [];
}

function reportUnknownNames(one: Candidate, base: readonly string[], feed: Feed, report: Reporter): void {
  const origin = feed.from === null ? 'the query' : `table "${feed.from}"`;
  for (const name of one.names) {
    if (base.includes(name)) continue;
    report(one.at, `${one.what}: ${origin} has no column "${name}".${didYouMean(name, base)}`);
  }
}

/** The type of every candidate; one statement when all is well, else one each to find all that is not. */
async function describeAll(
  client: Client,
  relation: string,
  feed: Feed,
  candidates: readonly Candidate[],
  base: readonly string[],
  report: Reporter,
): Promise<number[] | null> {
  const known = candidates.filter((one) => one.names.every((name) => base.includes(name)));
  const filter = feed.where === null ? '' : `where (${feed.where}\n)`;
  const describe = (list: readonly Candidate[], where: string): Promise<QueryResult> =>
    client.query(`select ${list.map((one) => one.sql).join(', ') || '1'} from ${relation} ${where} limit 0`);
  try {
    const result = await describe(known, filter);
    return result.fields.map((field) => field.dataTypeID);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && /^(42|22|0A)/.test(String(error.code)))) throw error;
  }
  for (const one of known) {
    await describe([one], '').catch((error: unknown) => {
      report(one.at, `${one.what}: the expression does not run: ${reasonOf(error)}.`);
    });
  }
  await describe([], filter).catch((error: unknown) => {
    report([...feed.at, 'where'], `the condition does not run: ${reasonOf(error)}.`);
  });
  return null;
}
