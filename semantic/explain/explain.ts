import type { DuckDBConnection } from '@duckdb/node-api';
import { childrenOf, parseSql, textOf, type SqlTree } from '../../warehouse/sql-tree.ts';
import { rows } from '../../warehouse/warehouse.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { AnswerRow } from '../cube-server/answer.ts';
import type { CompiledQuery } from '../cube-server/gateway.ts';
import type { CubeDeclaration, Dimension, Measure, Words } from '../declare/member.ts';
import { maskedSql, sensitiveDimension, sensitiveMeasure } from '../policy/sensitive.ts';
import { isMapped, type Coverage } from '../schema/coverage.ts';
import { cubeName } from '../schema/write-schema.ts';
import { conditionsOf, type CubeQuery } from '../query/cube-query.ts';
import type { Members } from '../query/members.ts';
import type { Limits } from '../query/prepare.ts';
import { formulaOf } from './formula.ts';
import { partsOf, readMeasures, writeExpression, type Part, type Way } from './parts.ts';
import { answerSchema, findRows, textValue, type RowPage } from './rows-behind.ts';
import { rowMembers } from './row-members.ts';

/** One of the sums that a figure is made of; rows hold what they contribute under `id`. */
export interface ExplainedPart {
  readonly id: string;
  /** The measure it belongs to. */
  readonly measure: string;
  readonly title: Words;
  readonly format: Measure['format'];
  readonly way: Way;
  readonly value: string | null;
}

/** Where one figure comes from. */
export interface Explanation {
  readonly measure: Pick<Measure, 'title' | 'description' | 'format' | 'unit' | 'needs'> & {
    readonly name: string;
    readonly mapped: boolean;
  };
  readonly formula: Words;
  readonly value: string | null;
  readonly parts: readonly ExplainedPart[];
  /** What was asked, dates absolute and a state's day named. */
  readonly asked: Pick<CubeQuery, 'timeDimensions' | 'filters'>;
  readonly attribution: 'as_is' | 'as_was' | null;
  readonly sql: {
    /** What Cube asks DuckDB, the viewer's permissions inside. */
    readonly text: string;
    /** By position; null in place of a bound of the viewer's permissions. */
    readonly parameters: readonly (string | number | boolean | null)[];
  };
  /** Tables of the star that are read. */
  readonly tables: readonly string[];
  /** Members that make a row known, then `parts`. */
  readonly columns: readonly {
    readonly name: string;
    readonly title: Words;
    readonly type: Dimension['type'];
  }[];
  readonly rows: readonly AnswerRow[];
  readonly rowCount: number;
}

/** The query under the viewer's policy, and the same under bounds that nobody has. */
export interface Compiled {
  readonly asked: CompiledQuery;
  readonly boundless: CompiledQuery;
}

/**
 * One measure under filters, explained: the rows are those that Cube's own SQL adds up, and what each contributes is
 * read from the measure's declaration, so that nothing has to be said twice. Errors: `invalid_query`.
 */
export async function explainFigure(
  connection: DuckDBConnection,
  { asked, boundless }: Compiled,
  limits: Limits,
  page: RowPage,
): Promise<Explanation> {
  const { model, prepared } = asked;
  const name = onlyMeasure(prepared.query, model.members);
  const [view = '', member = ''] = name.split('.');
  const declaration = model.declarations.find((one) => one.name === view);
  const measure = declaration?.measures.find((one) => one.name === member);
  if (declaration === undefined || measure === undefined) throw new Error(`${name} was checked and is gone`);
  const members = membersOf(prepared.query);
  const isAsWas = members.some((one) => one.startsWith(`${view}.org_then_`));
  const isAsIs = members.some((one) => one.startsWith(`${view}.org_`));
  const columns = rowMembers(declaration, isAsWas).filter(
    (one) => !limits.denied.includes(`${view}.${one.name}`) && isMapped(one.needs, model.coverage),
  );
  const { parts: all, formula } = await takeApart(connection, declaration, member, model.coverage);
  const parts = all.map((part) => (isKept(part, declaration, limits) ? withoutValues(part) : part));
  const tree = await parseSql(connection, asked.sql);
  const found = await findRows(connection, {
    tree,
    values: asked.values,
    declaration,
    columns: columns.map((one) => asShown(one, view, limits)),
    parts,
    page,
  });
  const [figure] = answerSchema.parse(await rows(connection, asked.sql, [...asked.values]));
  const titles = titlesOf(parts);
  return {
    measure: {
      ...{ name, title: measure.title, description: measure.description, format: measure.format },
      ...{ unit: measure.unit, needs: measure.needs, mapped: isMapped(measure.needs, model.coverage) },
    },
    formula,
    value: textValue(Object.values(figure ?? {})[0]),
    parts: parts.map((part, at) => ({
      id: `p${at + 1}`,
      measure: `${view}.${part.measure.name}`,
      title: titles[at] ?? part.measure.title,
      format: formatOf(part),
      way: part.way,
      value: isKept(part, declaration, limits) ? null : textValue(found.totals[`p${at + 1}`]),
    })),
    asked: {
      timeDimensions: prepared.asked.timeDimensions ?? [],
      filters: prepared.asked.filters ?? [],
    },
    attribution: isAsWas ? 'as_was' : isAsIs ? 'as_is' : null,
    sql: {
      text: boundless.sql,
      parameters: boundless.values.map((one, at) => (one === asked.values[at] ? one : null)),
    },
    tables: [...new Set(tablesIn(tree))].sort(),
    columns: columns.map(({ name: one, title, type }) => ({ name: `${view}.${one}`, title, type })),
    rows: found.rows,
    rowCount: Number(found.totals['row_count'] ?? 0),
  };
}

/** Checks that a query asks for one figure. Errors: `invalid_query`. */
function onlyMeasure(query: CubeQuery, members: Members): string {
  const [name, ...others] = query.measures ?? [];
  if (name === undefined || others.length > 0)
    throw refuse('Explain takes one measure: name exactly one.', { measures: query.measures ?? [] });
  const isGrouped = (query.timeDimensions ?? []).some((one) => (one.granularity ?? null) !== null);
  if ((query.dimensions ?? []).length > 0 || isGrouped) {
    throw refuse('Explain takes one figure, not a table: turn the group of the figure into a filter.', {
      dimensions: query.dimensions ?? [],
    });
  }
  const filtered = conditionsOf(query.filters ?? []).find(
    (one) => members.get(one.member)?.kind === 'measure',
  );
  if (filtered !== undefined) {
    throw refuse(`${filtered.member} is a measure: the rows behind a figure are chosen by dimensions.`, {
      member: filtered.member,
    });
  }
  return name;
}

function refuse(message: string, facts: Record<string, unknown>): TreelineError {
  return new TreelineError('invalid_query', message, facts);
}

function membersOf(query: CubeQuery): string[] {
  return [
    ...conditionsOf(query.filters ?? []).map((one) => one.member),
    ...(query.timeDimensions ?? []).map((one) => one.dimension),
  ];
}

interface TakenApart {
  readonly parts: readonly Part[];
  readonly formula: Words;
}

/** A model's declarations are made anew when what is mapped changes. */
const takenApart = new WeakMap<CubeDeclaration, Map<string, TakenApart>>();

async function takeApart(
  connection: DuckDBConnection,
  declaration: CubeDeclaration,
  name: string,
  coverage: Coverage,
): Promise<TakenApart> {
  const known = takenApart.get(declaration) ?? new Map<string, TakenApart>();
  takenApart.set(declaration, known);
  const before = known.get(name);
  if (before !== undefined) return before;
  const read = await readMeasures(connection, declaration, name, coverage);
  const write = (tree: SqlTree) => writeExpression(connection, tree);
  const [top] = read;
  const taken = {
    parts: await partsOf(connection, read, cubeName(declaration.name)),
    formula: top === undefined ? { en: '', zh: '' } : await formulaOf(top.tree, declaration, write),
  };
  known.set(name, taken);
  return taken;
}

/** A measure of several sums of its own has its title on each, numbered. */
function titlesOf(parts: readonly Part[]): Words[] {
  return parts.map((part) => {
    const own = parts.filter((one) => one.measure === part.measure);
    const { en, zh } = part.measure.title;
    if (own.length < 2) return { en, zh };
    const at = own.indexOf(part) + 1;
    return { en: `${en} (${at})`, zh: `${zh}(${at})` };
  });
}

/** A rate that counts for itself shows counts, not rates. */
function formatOf({ way, measure: { format } }: Part): Measure['format'] {
  if (way === 'count' || way === 'distinct') return 'count';
  if (way === 'latest' || way === 'earliest' || way === 'values') return null;
  return format === 'rate' || format === 'ratio' ? 'number' : format;
}

/** Amounts are kept also where they only are a part of what was asked, such as a rate. */
function isKept(part: Part, { name: view, measures }: CubeDeclaration, limits: Limits): boolean {
  const isOne = ({ name }: Measure) =>
    limits.denied.includes(`${view}.${name}`) || limits.masked.includes(`${view}.${name}`);
  if (isOne(part.measure)) return true;
  // a rate may be made of amounts without naming their measures
  const isCounted = part.way === 'count' || part.way === 'distinct' || part.measure.format === 'count';
  return !isCounted && measures.some((one) => sensitiveMeasure(one) === 'amounts' && isOne(one));
}

/** A row still belongs to the part, and says no more. */
function withoutValues(part: Part): Part {
  return { ...part, value: 'null::double' };
}

function asShown(dimension: Dimension, view: string, { masked }: Limits): Dimension {
  const kind = masked.includes(`${view}.${dimension.name}`) ? sensitiveDimension(dimension) : null;
  return kind === null ? dimension : { ...dimension, sql: maskedSql(dimension, kind) };
}

function tablesIn(tree: SqlTree): string[] {
  const own =
    textOf(tree, 'type') === 'BASE_TABLE' && textOf(tree, 'schema_name') === 'star'
      ? [`star.${textOf(tree, 'table_name')}`]
      : [];
  return [...own, ...childrenOf(tree).flatMap(tablesIn)];
}
