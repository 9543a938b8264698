import type { CubeDeclaration, Dimension, Measure } from '../declare/member.ts';
import { policyDimensions, policyText } from '../policy/row-policy.ts';
import { MASKED, maskedTwin, sensitiveDimension, sensitiveMeasure } from '../policy/sensitive.ts';
import { cheaperTwin } from '../query/narrow.ts';
import { isMapped, type Coverage } from './coverage.ts';
import { hierarchiesOf, type Hierarchy } from './hierarchies.ts';

/** A file of Cube's JavaScript data model. */
export interface SchemaFile {
  readonly fileName: string;
  readonly content: string;
}

/**
 * Members and rows of one declaration as Cube's data model: a cube nobody may ask, and the view on it.
 * What is said of them is added to Cube's answers (describe.ts).
 */
export function writeSchema(
  declarations: readonly CubeDeclaration[],
  coverage: Coverage,
  fiscalYearStart: number,
): SchemaFile[] {
  return declarations.map((declaration) => ({
    fileName: `${declaration.name}.js`,
    content: unread(`${cubeText(declaration, coverage, fiscalYearStart)}\n${viewText(declaration)}`),
  }));
}

/**
 * Cube takes each file through Babel four times, to turn expressions into functions. Ours are functions already:
 * as one string they cost nothing (starting took 4 s of processor time longer).
 */
function unread(text: string): string {
  return `new Function('cube', 'view', ${json(text)})(cube, view);`;
}

/** The name of the cube beneath a view. */
export function cubeName(view: string): string {
  return `${view}_rows`;
}

/** Cube wants to know a key before it lists rows; it would use it in joins, of which there are none. */
const ROW_KEY = "row_key: { sql: () => 'null', type: 'string', primaryKey: true, public: false }";

function cubeText(declaration: CubeDeclaration, coverage: Coverage, fiscalYearStart: number): string {
  const dimensions = [
    ...[...declaration.dimensions, ...twins(declaration)].map((dimension) =>
      dimensionText(dimension, fiscalYearStart),
    ),
    ...policyDimensions(declaration.policy),
    ROW_KEY,
  ];
  const measures = [...declaration.measures, ...maskedMeasures(declaration)].map((measure) =>
    measureText(measure, coverage),
  );
  return `cube(${json(cubeName(declaration.name))}, {
  public: false,
  sql: ${template(declaration.sql)},
  accessPolicy: ${policyText(declaration.policy)},
  dimensions: {\n${dimensions.join(',\n')}\n},
  measures: {\n${measures.join(',\n')}\n},
  hierarchies: { ${hierarchiesOf(declaration).map(hierarchyText).join(', ')} },
});`;
}

/**
 * Twins that no client can name: what somebody is asked about from whom the values are kept (query/mask-query.ts), and
 * what gives the same for less (query/narrow.ts).
 */
function twins({ dimensions }: CubeDeclaration): Dimension[] {
  return dimensions.flatMap((one) => {
    const kind = sensitiveDimension(one);
    const cheaper = cheaperTwin(one);
    return [...(kind === null ? [] : [maskedTwin(one, kind)]), ...(cheaper === null ? [] : [cheaper])];
  });
}

/** A masked amount is no figure at all: sums of many selections would tell a rounded one. */
function maskedMeasures({ measures }: CubeDeclaration): Measure[] {
  return measures
    .filter((one) => sensitiveMeasure(one) !== null)
    .map((one) => ({ ...one, name: `${one.name}${MASKED}`, needs: ['nothing'] }));
}

function viewText(declaration: CubeDeclaration): string {
  const members = [
    ...[...declaration.dimensions, ...twins(declaration)],
    ...[...declaration.measures, ...maskedMeasures(declaration), ...hierarchiesOf(declaration)],
  ];
  const names = members.map((member) => member.name);
  return `view(${json(declaration.name)}, {
  cubes: [{ joinPath: (${cubeName(declaration.name)}) => ${cubeName(declaration.name)}, includes: ${json(names)} }],
});`;
}

function hierarchyText({ name, levels }: Hierarchy): string {
  return `${name}: { levels: (${levels.join(', ')}) => [${levels.join(', ')}] }`;
}

function dimensionText({ name, sql, type }: Dimension, fiscalYearStart: number): string {
  if (type !== 'date' && type !== 'instant') return `${name}: { sql: ${template(sql)}, type: ${json(type)} }`;
  // the dialect compares a DATE with a DATE, so that DuckDB can skip row groups
  const meta = json({ stored: type });
  const granularities = json(fiscalGranularities(fiscalYearStart));
  return `${name}: { sql: ${template(sql)}, type: 'time', meta: ${meta}, granularities: ${granularities} }`;
}

function fiscalGranularities(fiscalYearStart: number): Record<string, { interval: string; offset?: string }> {
  const offset = fiscalYearStart === 1 ? {} : { offset: `${fiscalYearStart - 1} months` };
  return {
    fiscal_year: { interval: '1 year', ...offset },
    fiscal_quarter: { interval: '1 quarter', ...offset },
  };
}

const NULL_TYPES: Readonly<Record<Measure['type'], string>> = {
  number: 'double',
  time: 'timestamp',
  boolean: 'boolean',
  string: 'varchar',
};

function measureText(measure: Measure, coverage: Coverage): string {
  const unknown = `max(null::${NULL_TYPES[measure.type]})`;
  const sql = isMapped(measure.needs, coverage) ? measure.sql : unknown;
  return `${measure.name}: { sql: ${template(sql)}, type: ${json(measure.type)} }`;
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

/** SQL as the function that Cube calls: `{name}` refers to the cube or to another member, which are its parameters. */
function template(sql: string): string {
  const names = [...new Set([...sql.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))];
  const escaped = sql.replace(/[\\`]/g, '\\$&').replaceAll('${', '\\${');
  return `(${names.join(', ')}) => \`${escaped.replace(/\{(\w+)\}/g, '${$1}')}\``;
}
