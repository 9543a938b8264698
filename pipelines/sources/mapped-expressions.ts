import type { Feed } from '../config/config.ts';
import { didYouMean } from '../config/nearest.ts';
import type { Expression } from '../config/config.ts';

/** Says what is wrong at a place of the mapping. */
export type Reporter = (at: Feed['at'], message: string) => void;

/** Something of a mapping that a database must be able to evaluate. */
export interface Candidate {
  readonly sql: string;
  readonly at: Feed['at'];
  readonly what: string;
  /** Names that must be columns of the table; empty for expressions. */
  readonly names: readonly string[];
}

/** What a check asks of a database: the types of expressions over a feed's rows, without reading one. */
export interface Describer<Type> {
  types(expressions: readonly string[], where: string): Promise<readonly Type[]>;
  /** Whether the error speaks of the statement, and not of the connection. */
  isStatementFault(error: unknown): boolean;
  reasonOf(error: unknown): string;
  /** A column name as the database compares it. */
  fold(name: string): string;
}

/** The mapped columns of a feed, then its watermark. */
export function candidatesOf(feed: Feed, toSql: (expression: Expression) => string): readonly Candidate[] {
  const mapped = feed.columns.map((column) => ({
    expression: column.expression,
    at: column.at,
    what: `${feed.entity}.${column.name}`,
  }));
  const watermark =
    feed.watermark === null
      ? []
      : [{ expression: feed.watermark, at: [...feed.at, 'watermark'], what: 'watermark' }];
  return [...mapped, ...watermark].map(({ expression, at, what }) => ({
    sql: toSql(expression),
    at,
    what,
    names: namesOf(expression),
  }));
}

function namesOf(expression: Expression): readonly string[] {
  if (expression.kind === 'column') return [expression.name];
  return expression.kind === 'joined' ? expression.names : [];
}

/** The type of every candidate, or null and everything that is wrong: unknown columns, expressions that do not run. */
export async function describeCandidates<Type>(
  feed: Feed,
  candidates: readonly Candidate[],
  base: readonly string[],
  database: Describer<Type>,
  report: Reporter,
): Promise<readonly Type[] | null> {
  const columns = new Set(base.map(database.fold));
  const origin = feed.from === null ? 'the query' : `table "${feed.from}"`;
  const known = candidates.filter((one) => {
    const missing = one.names.filter((name) => !columns.has(database.fold(name)));
    for (const name of missing) {
      report(one.at, `${one.what}: ${origin} has no column "${name}".${didYouMean(name, base)}`);
    }
    return missing.length === 0;
  });
  const filter = feed.where === null ? '' : `where (${feed.where}\n)`;
  try {
    const types = await database.types(
      known.map((one) => one.sql),
      filter,
    );
    return known.length === candidates.length ? types : null;
  } catch (error) {
    if (!database.isStatementFault(error)) throw error;
  }
  // one statement each finds all that is wrong
  const tell = async (sql: readonly string[], where: string, at: Feed['at'], what: string): Promise<void> => {
    try {
      await database.types(sql, where);
    } catch (error) {
      if (!database.isStatementFault(error)) throw error;
      report(at, `${what} does not run: ${database.reasonOf(error)}.`);
    }
  };
  for (const one of known) await tell([one.sql], '', one.at, `${one.what}: the expression`);
  await tell(['1'], filter, [...feed.at, 'where'], 'the condition');
  return null;
}
