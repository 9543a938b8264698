import type { DuckDBConnection } from '@duckdb/node-api';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { rows } from '../../warehouse/warehouse.ts';
import { declareCubes } from '../cubes/all.ts';
import type { CubeDeclaration } from '../declare/member.ts';
import { membersOf, type Members } from '../query/members.ts';
import type { Coverage } from './coverage.ts';
import { describe, type Descriptions } from './describe.ts';
import { writeSchema, type SchemaFile } from './write-schema.ts';

/** The names and their arithmetic, for what the sources give. */
export interface Model {
  /** Changes with the coverage: Cube compiles again. */
  readonly version: string;
  readonly coverage: Coverage;
  readonly declarations: readonly CubeDeclaration[];
  readonly members: Members;
  readonly descriptions: Descriptions;
  readonly files: readonly SchemaFile[];
}

export function createModel(coverage: Coverage, fiscalYearStart: number): Model {
  const declarations = declareCubes(coverage);
  const files = writeSchema(declarations, coverage, fiscalYearStart);
  const version = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  const descriptions = describe(declarations, coverage);
  return { version, coverage, declarations, members: membersOf(declarations), descriptions, files };
}

const coverageRow = z.object({ entity: z.string(), column_name: z.string() });

/** `entity` and `entity.column` of everything mapped. */
export async function readCoverage(connection: DuckDBConnection): Promise<Coverage> {
  const found = await rows(connection, 'select entity, column_name from star.coverage');
  return new Set(
    found.flatMap((row) => {
      const { entity, column_name } = coverageRow.parse(row);
      return [entity, `${entity}.${column_name}`];
    }),
  );
}

export function isSameCoverage(one: Coverage, other: Coverage): boolean {
  return one.size === other.size && [...one].every((name) => other.has(name));
}
