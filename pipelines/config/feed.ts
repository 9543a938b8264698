import { MATCH } from '../canonical/enrichment.ts';
import { ENTITIES, type Column, type ColumnType, type Entity } from '../canonical/entities.ts';
import { enrichmentFor, matchedBy, reportForeign } from './enrichment.ts';
import type { ExtraColumn, Expression, Feed, MappedColumn } from './config.ts';
import { didYouMean } from './nearest.ts';
import type { ParsedColumn, ParsedMapping } from './schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** Types of an extra column that a sum makes sense of. */
const ADDS_UP: ReadonlySet<ColumnType> = new Set(['integer', 'decimal', 'money', 'double'] as const);

/** Reports a problem at a place of the configuration. */
export type Report = (at: YamlPath, message: string) => void;

interface FeedPlace {
  readonly source: string;
  readonly file: string;
  readonly entity: string;
  readonly index: number;
  readonly at: YamlPath;
}

/** The column mapping as an expression. */
function toExpression(column: ParsedColumn): Expression {
  if (typeof column === 'string') return { kind: 'column', name: column };
  if ('sql' in column) return { kind: 'sql', sql: column.sql };
  if ('column' in column) return { kind: 'column', name: column.column };
  return { kind: 'value', value: column.value === null ? null : String(column.value) };
}

function isOptional(column: ParsedColumn | undefined): boolean {
  return typeof column === 'object' && 'optional' in column && column.optional === true;
}

/** Resolves one mapping against its canonical entity; null when the entity does not exist. */
export function resolveFeed(
  place: FeedPlace,
  mapping: ParsedMapping,
  kind: string,
  report: Report,
): Feed | null {
  const entity = ENTITIES.get(place.entity);
  if (entity === undefined) {
    report(place.at, `unknown entity "${place.entity}".${didYouMean(place.entity, ENTITIES.keys())}`);
    return null;
  }
  checkOrigin(place, mapping, kind, report);
  const { enriches: by } = mapping;
  const target = by === undefined ? entity : enrichmentFor(entity, by);
  const own = by === undefined ? mapping : matchedBy(entity, by, mapping);
  if (by !== undefined) reportForeign(place.at, entity, by, mapping, report);
  const columns = [
    ...canonicalColumns(place, target, own, report),
    ...extraColumns(place, entity, own, report),
  ];
  checkValues(place, columns, own, report);
  return {
    ...place,
    entity: target.name,
    enriches: by === undefined ? null : { entity: entity.name, by },
    optional: mapping.optional ?? false,
    otherwise: mapping.otherwise ?? false,
    from: mapping.from ?? null,
    query: mapping.query ?? null,
    where: mapping.where ?? null,
    watermark: mapping.watermark === undefined ? null : toExpression(mapping.watermark),
    columns,
  };
}

function checkOrigin(place: FeedPlace, mapping: ParsedMapping, kind: string, report: Report): void {
  if (mapping.from === undefined && mapping.query === undefined) {
    report(place.at, `${place.entity} needs "from" (${kind === 'files' ? 'a file' : 'a table'}) or "query".`);
  }
  if (mapping.from !== undefined && mapping.query !== undefined) {
    report([...place.at, 'query'], `${place.entity} has both "from" and "query"; keep one.`);
  }
}

function canonicalColumns(
  place: FeedPlace,
  entity: Entity,
  mapping: ParsedMapping,
  report: Report,
): MappedColumn[] {
  const expressions = new Map<string, { expression: Expression; at: YamlPath }>();
  for (const [name, expression] of keyColumns(entity, mapping)) {
    expressions.set(name, { expression, at: [...place.at, 'key'] });
  }
  for (const [name, column] of Object.entries(mapping.columns)) {
    const at = [...place.at, 'columns', name];
    if (entity.columns[name] === undefined) {
      const known = Object.keys(entity.columns);
      report(at, `${place.entity} has no column "${name}".${didYouMean(name, known)}`);
    } else {
      expressions.set(name, { expression: toExpression(column), at });
    }
  }
  const columns: MappedColumn[] = [];
  for (const [name, column] of Object.entries(entity.columns)) {
    const found = expressions.get(name);
    if (found !== undefined) columns.push(mapped(name, column, found.expression, found.at, mapping));
    else if (column.required && name !== MATCH) reportMissing(place, entity, name, report);
  }
  return columns;
}

function reportMissing(place: FeedPlace, entity: Entity, name: string, report: Report): void {
  const isKey = entity.key.includes(name);
  const how = isKey
    ? `Write "key: <its column in the source>" or map columns.${name}.`
    : `Map columns.${name}.`;
  report(place.at, `${entity.name} has no mapping for its required column "${name}". ${how}`);
}

function mapped(
  name: string,
  column: Column,
  expression: Expression,
  at: YamlPath,
  mapping: ParsedMapping,
): MappedColumn {
  const values = Object.entries(mapping.values[name] ?? {}).map(
    ([code, value]) => [code, String(value)] as const,
  );
  return {
    name,
    type: column.type,
    required: column.required,
    optional: isOptional(mapping.columns[name] ?? mapping.extra[name]?.column),
    allowed: column.values,
    expression,
    values: new Map(values),
    at,
  };
}

/** `key` names the source's key columns: they fill, in order, the key columns that `columns` leaves open. */
function keyColumns(entity: Entity, mapping: ParsedMapping): [string, Expression][] {
  if (mapping.key === undefined) return [];
  const names = typeof mapping.key === 'string' ? [mapping.key] : mapping.key;
  const open = entity.key.filter(
    (name) => mapping.columns[name] === undefined && entity.columns[name]?.required,
  );
  const first = open[0];
  if (first === undefined) return [];
  if (open.length === 1 && names.length > 1) return [[first, { kind: 'joined', names }]];
  return open
    .slice(0, names.length)
    .map((name, index) => [name, { kind: 'column', name: names[index] ?? '' }]);
}

function extraColumns(
  place: FeedPlace,
  entity: Entity,
  mapping: ParsedMapping,
  report: Report,
): MappedColumn[] {
  const columns: MappedColumn[] = [];
  for (const [name, extra] of Object.entries(mapping.extra)) {
    const at = [...place.at, 'extra', name];
    if (entity.columns[name] !== undefined) {
      report(at, `"${name}" is a column of ${entity.name} already: move it to "columns".`);
    } else if (!/^[a-z][a-z0-9_]*$/.test(name)) {
      report(at, `name an extra column in small letters, digits and _, not "${name}".`);
    } else if (extra.as === 'measure' && !ADDS_UP.has(extra.type)) {
      report(
        at,
        `"${name}" is ${extra.type}, which does not add up: a measure is integer, decimal, money or double.`,
      );
    } else {
      const column: Column = { type: extra.type, required: false, values: null };
      columns.push(mapped(name, column, toExpression(extra.column ?? name), at, mapping));
    }
  }
  return columns;
}

function checkValues(
  place: FeedPlace,
  columns: readonly MappedColumn[],
  mapping: ParsedMapping,
  report: Report,
): void {
  for (const [name, codes] of Object.entries(mapping.values)) {
    const at = [...place.at, 'values', name];
    const column = columns.find((one) => one.name === name);
    if (column === undefined) {
      const known = columns.map((one) => one.name);
      report(at, `"values" names "${name}", which is not mapped.${didYouMean(name, known)}`);
      continue;
    }
    for (const [code, value] of Object.entries(codes)) {
      if (column.allowed === null || column.allowed.includes(String(value))) continue;
      const list = column.allowed.join(', ');
      report(
        [...at, code],
        `"${String(value)}" is no value of ${place.entity}.${name} (${list}).${didYouMean(String(value), column.allowed)}`,
      );
    }
  }
}

/** Extra columns of one entity, merged over its feeds; a type that differs is reported. */
export function mergeExtras(
  known: Readonly<Record<string, ExtraColumn>>,
  feed: Feed,
  mapping: ParsedMapping,
  report: Report,
): Record<string, ExtraColumn> {
  const merged: Record<string, ExtraColumn> = { ...known };
  for (const [name, extra] of Object.entries(mapping.extra)) {
    const before = merged[name];
    if (before !== undefined && (before.type !== extra.type || before.as !== extra.as)) {
      report(
        [...feed.at, 'extra', name],
        `"${name}" is ${before.type}, a ${before.as}, in another mapping of ${feed.entity}.`,
      );
    }
    merged[name] = before ?? { type: extra.type, title: extra.title, as: extra.as };
  }
  return merged;
}
