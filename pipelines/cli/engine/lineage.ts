import { columnsOf, traceModels, type TracedModels } from '../../../models/lineage/model-lineage.ts';
import type { MemberLineage } from '../../../semantic/lineage/member-lineage.ts';
import type { Semantic } from '../../../semantic/semantic.ts';
import { ANY_COLUMN, ROWS, type TableColumns } from '../../../warehouse/sql-columns.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import type { Config, Expression, Feed } from '../../config/config.ts';

/** A column of the company's own CRM that feeds a canonical one. */
export interface SourceColumn {
  readonly source: string;
  readonly kind: string;
  readonly entity: string;
  /** `entity.column` of the canonical CRM. */
  readonly column: string;
  /** Table, file or query of the source. */
  readonly table: string;
  /** Column of the table, or the mapping's expression. */
  readonly expression: string;
}

/** From a member down to the columns of the sources. */
export interface Lineage extends MemberLineage {
  /** Every column on the way with the columns that it is made of. */
  readonly steps: readonly { readonly column: string; readonly from: readonly string[] }[];
  readonly sources: readonly SourceColumn[];
}

export type Trace = (semantic: Semantic, member: string) => Promise<Lineage>;

/** Traces members. The models are read once: neither they nor the mapping change while the process runs. */
export function createTrace(config: Config, warehouse: Warehouse): Trace {
  let models: Promise<TracedModels> | null = null;
  let tables: TableColumns | null = null;
  return async (semantic, member) => {
    models ??= warehouse.read((connection) => traceModels(connection, config.extras));
    const traced = await models;
    const found = await semantic.lineage(
      member,
      (tables ??= remembered((table) => columnsOf(traced.lineage, table))),
    );
    const steps = stepsFrom(found.columns, traced);
    const landed = [...found.columns, ...steps.flatMap((step) => step.from)].filter(
      (one) => /^crm(_log)?\./.test(one) && !one.endsWith(ROWS),
    );
    const canonical = [...new Set(landed.map((one) => one.replace(/^crm(_log)?\./, '')))].sort();
    return { ...found, steps, sources: canonical.flatMap((column) => sourcesOf(column, config)) };
  };
}

/** Asked for by every member, and always the same. */
function remembered(tables: TableColumns): TableColumns {
  const known = new Map<string, ReturnType<TableColumns>>();
  return (table) => {
    const before = known.get(table);
    if (before !== undefined) return before;
    const found = tables(table);
    known.set(table, found);
    return found;
  };
}

/** Breadth first, so that what stands near the member is read first. */
function stepsFrom(
  columns: readonly string[],
  { lineage, keys }: TracedModels,
): { column: string; from: readonly string[] }[] {
  const steps: { column: string; from: readonly string[] }[] = [];
  const waiting = [...columns];
  const seen = new Set(waiting);
  for (let column = waiting.shift(); column !== undefined; column = waiting.shift()) {
    const [schema, table, name] = column.split('.');
    const from =
      name === ROWS
        ? keys.get(`${schema}.${table}`)
        : (lineage.get(column) ?? lineage.get(`${schema}.${table}.${ANY_COLUMN}`))?.from;
    if (from === undefined) continue;
    steps.push({ column, from });
    for (const next of from.filter((one) => !seen.has(one))) {
      seen.add(next);
      waiting.push(next);
    }
  }
  return steps;
}

function sourcesOf(canonical: string, config: Config): SourceColumn[] {
  const [entity = '', name = ''] = canonical.split('.');
  return Object.values(config.sources).flatMap(({ name: source, kind, entities }) =>
    Object.values(entities)
      .flat()
      .filter((feed) => feed.entity === entity || feed.enriches?.entity === entity)
      .flatMap((feed) =>
        feed.columns
          .filter((column) => column.name === name)
          .map(({ expression }) => ({
            ...{ source, kind, entity, column: canonical },
            ...{ table: tableOf(feed), expression: expressionText(expression) },
          })),
      ),
  );
}

function tableOf(feed: Feed): string {
  return feed.from ?? `(${(feed.query ?? '').replace(/\s+/g, ' ').trim()})`;
}

function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'column':
      return expression.name;
    case 'sql':
      return expression.sql.replace(/\s+/g, ' ').trim();
    case 'value':
      return expression.value === null ? 'null' : `"${expression.value}"`;
    case 'joined':
      return expression.names.join(' | ');
  }
}
