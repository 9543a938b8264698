import type { Feed, MysqlConfig } from '../config/config.ts';
import { didYouMean } from '../config/nearest.ts';
import type { Problem } from '../config/problem.ts';
import { WATERMARK, type FeedShape } from './feed-shape.ts';
import { candidatesOf, describeCandidates, type Describer, type Reporter } from './mapped-expressions.ts';
import type { MysqlSession } from './mysql-connection.ts';
import { mysqlTypeName } from './mysql-type-name.ts';
import {
  isMysqlWholeNumber,
  mysqlExpression,
  mysqlOutput,
  mysqlRelation,
  mysqlWatermark,
  quoteMysqlText,
  tablePath,
  type MysqlOutput,
  type MysqlType,
  type MysqlWatermark,
  type MysqlZones,
} from './mysql-expression.ts';
import { entityOf } from '../sync/door.ts';
import { isRangeable, type RangeKey } from '../sync/key-range.ts';
import { errnoOf, isDenied, isStatementFault, statementReason } from './mysql-failure.ts';

/** A feed as statements: what the server sends per column, how it is read, and the watermark. */
export interface PreparedMysqlFeed {
  readonly relation: string;
  /** Database, where one is told, and table; empty of a query. */
  readonly path: readonly string[];
  readonly where: string | null;
  readonly outputs: readonly MysqlOutput[];
  readonly watermark: MysqlWatermark | null;
  /** Null when the warehouse could not tell a row's range. */
  readonly rangeKey: RangeKey | null;
  readonly shape: FeedShape;
  /** A statement that reads no row, and answers with the types of what is mapped. */
  readonly described: string;
}

interface TableColumn {
  readonly name: string;
  readonly type: string;
}

const NO_TABLE = 1146;
const NO_DATABASE = new Set([1046, 1049]);

/** Describes a feed on the server without reading a row; pushes what is wrong and answers null then. */
export async function prepareMysqlFeed(
  session: MysqlSession,
  config: MysqlConfig,
  feed: Feed,
  zones: MysqlZones,
  problems: Problem[],
): Promise<PreparedMysqlFeed | null> {
  const report: Reporter = (at, message) => problems.push({ line: config.lineOf(at), message });
  const relation = mysqlRelation(config, feed);
  const base = await columnsOf(session, config, feed, relation, report);
  if (base === null) return null;

  const database: Describer<MysqlType> = {
    async types(expressions, where) {
      const list = expressions.join(', ') || '1';
      return (await session.ask(`select ${list} from ${relation} ${where} limit 0`)).columns;
    },
    isStatementFault,
    reasonOf: statementReason,
    fold: (name) => name.toLowerCase(),
  };
  const candidates = candidatesOf(feed, mysqlExpression);
  const names = base.map((one) => one.name);
  const types = await describeCandidates(feed, candidates, names, database, report);
  if (types === null) return null;

  const typeAt = (index: number): MysqlType => types[index] ?? { type: 0, charset: 0, isZerofill: false };
  const outputs = feed.columns.map((column, index) => mysqlOutput(column, typeAt(index), zones));
  const watermark =
    feed.watermark === null ? null : mysqlWatermark(feed.watermark, typeAt(candidates.length - 1));
  if (feed.watermark !== null && watermark === null) {
    report([...feed.at, 'watermark'], 'a watermark must be a timestamp, a date or a whole number.');
    return null;
  }
  return {
    relation,
    path: feed.from === null ? [] : tablePath(config, feed.from),
    where: feed.where,
    outputs,
    watermark,
    rangeKey: rangeKeyOf(feed, types),
    shape: {
      columns: new Map(base.map((one) => [one.name, one.type])),
      mapped: mappedTypes(feed, types),
    },
    described: `select ${candidates.map((one) => one.sql).join(', ') || '1'} from ${relation} limit 0`,
  };
}

/** Whether a feed's columns have other types than when it was prepared; holds its table until it is let go of. */
export async function isAltered(
  session: MysqlSession,
  feed: Feed,
  { described, shape }: PreparedMysqlFeed,
): Promise<boolean> {
  const { columns } = await session.ask(described);
  return [...mappedTypes(feed, columns)].some(([name, type]) => shape.mapped.get(name) !== type);
}

function mappedTypes(feed: Feed, types: readonly MysqlType[]): FeedShape['mapped'] {
  const targets = [...feed.columns.map((one) => one.name), ...(feed.watermark === null ? [] : [WATERMARK])];
  return new Map(targets.map((name, index) => [name, mysqlTypeName(types[index])]));
}

function rangeKeyOf(feed: Feed, types: readonly MysqlType[]): RangeKey | null {
  const entity = entityOf(feed.entity);
  const index = feed.columns.findIndex((one) => one.name === entity.key[0]);
  const column = feed.columns[index];
  if (column === undefined || !isRangeable(feed, entity)) return null;
  return { sql: mysqlExpression(column.expression), isWholeNumber: isMysqlWholeNumber(types[index]) };
}

/** The columns of a feed's table or query; null when there are none to read, which is reported. */
async function columnsOf(
  session: MysqlSession,
  config: MysqlConfig,
  feed: Feed,
  relation: string,
  report: Reporter,
): Promise<readonly TableColumn[] | null> {
  try {
    const answer = await session.ask(`select * from ${relation} limit 0`);
    return answer.columns.map((column) => ({ name: column.name, type: mysqlTypeName(column) }));
  } catch (error) {
    if (!isStatementFault(error)) throw error;
    if (feed.query !== null) {
      report([...feed.at, 'query'], `the query does not run: ${statementReason(error)}.`);
      return null;
    }
    return columnsByName(session, config, feed, error, report);
  }
}

/** What the catalogue says where the table as a whole cannot be read: a user may be granted some columns only. */
async function columnsByName(
  session: MysqlSession,
  config: MysqlConfig,
  feed: Feed,
  error: unknown,
  report: Reporter,
): Promise<readonly TableColumn[] | null> {
  const at = [...feed.at, 'from'];
  const from = feed.from ?? '';
  const path = tablePath(config, from);
  const schema = path.length > 1 ? quoteMysqlText(path[0] ?? '') : 'database()';
  const granted = await session.ask(
    `select column_name, data_type from information_schema.columns
     where table_schema = ${schema} and table_name = ${quoteMysqlText(path.at(-1) ?? '')} order by ordinal_position`,
  );
  if (isDenied(error) && granted.rows.length > 0) {
    return granted.rows.map(([name, type]) => ({ name: name ?? '', type: type ?? '' }));
  }
  const tables = await session.ask(
    `select table_name, concat(table_schema, '.', table_name) from information_schema.tables
     where table_schema not in ('information_schema', 'mysql', 'performance_schema', 'sys')`,
  );
  const names = tables.rows.flatMap((row) => row.map((name) => name ?? ''));
  if (errnoOf(error) === NO_TABLE || NO_DATABASE.has(errnoOf(error))) {
    report(at, `there is no table "${from}" in source "${feed.source}".${didYouMean(from, names)}`);
  } else if (isDenied(error)) {
    // the server does not say whether a table exists that this user may not read
    report(
      at,
      `no permission to read ${from}, if there is such a table. Grant SELECT on it.${didYouMean(from, names)}`,
    );
  } else {
    report(at, `the table cannot be read: ${statementReason(error)}.`);
  }
  return null;
}
