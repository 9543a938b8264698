import type { DuckDBConnection } from '@duckdb/node-api';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { rows } from '../../warehouse/warehouse.ts';
import { declareCubes } from '../cubes/all.ts';
import { EXTRA_TYPES, type Extra } from '../declare/extra.ts';
import type { CubeDeclaration } from '../declare/member.ts';
import { readEvents, type EventsRead } from '../query/events-read.ts';
import { membersOf, type Members } from '../query/members.ts';
import { catalogueOf, type MetricCatalogue } from './catalogue.ts';
import type { Coverage } from './coverage.ts';
import { describe, type Descriptions } from './describe.ts';
import { writeSchema, type SchemaFile } from './write-schema.ts';

/** What the sources give, and what the mapping keeps of it beyond the canonical columns. */
export interface Given {
  readonly coverage: Coverage;
  readonly extras: readonly Extra[];
}

export const NOTHING_GIVEN: Given = { coverage: new Set(), extras: [] };

/** The names and their arithmetic, for what the sources give. */
export interface Model {
  /** Changes with what is given: Cube compiles again. */
  readonly version: string;
  readonly given: Given;
  readonly coverage: Coverage;
  readonly declarations: readonly CubeDeclaration[];
  readonly members: Members;
  readonly eventsRead: EventsRead;
  readonly descriptions: Descriptions;
  readonly catalogue: MetricCatalogue;
  readonly files: readonly SchemaFile[];
}

const NOTHING_KNOWN: EventsRead = new Map();

export function createModel(
  given: Given,
  fiscalYearStart: number,
  eventsRead: EventsRead = NOTHING_KNOWN,
): Model {
  const { coverage, extras } = given;
  const declarations = declareCubes(coverage, extras);
  const files = writeSchema(declarations, coverage, fiscalYearStart);
  const version = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  const descriptions = describe(declarations, coverage);
  const members = membersOf(declarations);
  const catalogue = catalogueOf(declarations, coverage);
  return { version, given, coverage, declarations, members, eventsRead, descriptions, catalogue, files };
}

/** The model of what the published star gives. */
export async function readModel(
  connection: DuckDBConnection,
  given: Given,
  fiscalYearStart: number,
): Promise<Model> {
  const declarations = declareCubes(given.coverage, given.extras);
  return createModel(given, fiscalYearStart, await readEvents(connection, declarations));
}

const coverageRow = z.object({ entity: z.string(), column_name: z.string() });

const extraRow = z
  .object({
    entity: z.string(),
    name: z.string(),
    type: z.enum(EXTRA_TYPES),
    role: z.enum(['dimension', 'measure']),
    title_en: z.string(),
    title_zh: z.string(),
  })
  .transform(({ title_en: en, title_zh: zh, ...rest }): Extra => ({ ...rest, title: { en, zh } }));

/** What the published star says of itself. */
export async function readGiven(connection: DuckDBConnection): Promise<Given> {
  const mapped = await rows(connection, 'select entity, column_name from star.coverage');
  const coverage = mapped.flatMap((row) => {
    const { entity, column_name } = coverageRow.parse(row);
    return [entity, `${entity}.${column_name}`];
  });
  const extras = await rows(connection, 'select * from star.extra order by rowid');
  return { coverage: new Set(coverage), extras: z.array(extraRow).parse(extras) };
}

export function isSameGiven(one: Given, other: Given): boolean {
  const isSameCoverage =
    one.coverage.size === other.coverage.size && [...one.coverage].every((name) => other.coverage.has(name));
  return isSameCoverage && JSON.stringify(one.extras) === JSON.stringify(other.extras);
}
