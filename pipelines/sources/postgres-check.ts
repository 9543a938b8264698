import type { Client } from 'pg';
import type { Feed, PostgresConfig } from '../config/config.ts';
import { didYouMean } from '../config/nearest.ts';
import type { Problem } from '../config/problem.ts';
import { entityOf } from '../sync/door.ts';
import { isRangeable, type RangeKey } from '../sync/key-range.ts';
import { WATERMARK, type FeedShape } from './feed-shape.ts';
import { candidatesOf, describeCandidates, type Describer, type Reporter } from './mapped-expressions.ts';
import {
  expressionSql,
  isWholeNumber,
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
  /** Null when the warehouse could not tell a row's range. */
  readonly rangeKey: RangeKey | null;
  readonly shape: FeedShape;
  /** What tells whether the feed is still the one that was prepared. */
  readonly described: Described;
}

/** A statement that reads no row, and the types that it answered with. */
interface Described {
  readonly sql: string;
  readonly types: string;
}

/** A column of a result; the type by its number in pg_type. */
interface ResultColumn {
  readonly name: string;
  readonly type: number;
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
  const report: Reporter = (at, message) => problems.push({ line: config.lineOf(at), message });
  const relation = relationSql(config, feed);
  const base = await describeRelation(client, feed, relation, report);
  if (base === null) return null;

  const database: Describer<number> = {
    async types(expressions, where) {
      const list = expressions.join(', ') || '1';
      const result = await client.query(`select ${list} from ${relation} ${where} limit 0`);
      return result.fields.map((field) => field.dataTypeID);
    },
    isStatementFault: (error) =>
      error instanceof Error && 'code' in error && /^(42|22|0A)/.test(String(error.code)),
    reasonOf,
    fold: (name) => name,
  };
  const candidates = candidatesOf(feed, expressionSql);
  const names = base.map((one) => one.name);
  const described = await describeCandidates(feed, candidates, names, database, report);
  if (described === null) return null;

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
    rangeKey: rangeKeyOf(feed, described),
    shape: await shapeOf(client, feed, base, described),
    described: {
      sql: `select ${candidates.map((one) => one.sql).join(', ') || '1'} from ${relation} limit 0`,
      types: described.join(),
    },
  };
}

/** Whether a feed's columns have other types than when it was prepared; locks its table until the transaction ends. */
export async function isAltered(client: Client, { described }: PreparedFeed): Promise<boolean> {
  const { fields } = await client.query(described.sql);
  return fields.map((field) => field.dataTypeID).join() !== described.types;
}

async function shapeOf(
  client: Client,
  feed: Feed,
  columns: readonly ResultColumn[],
  mapped: readonly number[],
): Promise<FeedShape> {
  const found = await client.query<{ oid: number; name: string }>(
    `select oid::int8::float8 as oid, case typtype when 'e' then 'enum ' else '' end || format_type(oid, null) as name
     from pg_type where oid = any($1::oid[])`,
    [[...columns.map((one) => one.type), ...mapped]],
  );
  const names = new Map(found.rows.map((row) => [row.oid, row.name]));
  const nameOf = (type: number): string => names.get(type) ?? String(type);
  const targets = [...feed.columns.map((one) => one.name), ...(feed.watermark === null ? [] : [WATERMARK])];
  return {
    columns: new Map(columns.map(({ name, type }) => [name, nameOf(type)])),
    mapped: new Map(targets.map((name, index) => [name, nameOf(mapped[index] ?? 0)])),
  };
}

function rangeKeyOf(feed: Feed, types: readonly number[]): RangeKey | null {
  const entity = entityOf(feed.entity);
  if (!isRangeable(feed, entity)) return null;
  const index = feed.columns.findIndex((one) => one.name === entity.key[0]);
  const column = feed.columns[index];
  if (column === undefined) return null;
  return { sql: expressionSql(column.expression), isWholeNumber: isWholeNumber(types[index] ?? 0) };
}

async function describeRelation(
  client: Client,
  feed: Feed,
  relation: string,
  report: Reporter,
): Promise<readonly ResultColumn[] | null> {
  try {
    const result = await client.query(`select * from ${relation} limit 0`);
    return result.fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
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
