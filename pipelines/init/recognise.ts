import { IANAZone } from 'luxon';
import { PRESETS, type Preset, type Signature } from '../presets/catalogue.ts';
import type { Relation, Surroundings } from './relation.ts';

/** A known CRM, as it was found. */
export interface Recognised {
  readonly preset: Preset;
  /** The schema that its tables stand in; null when they need none before their names. */
  readonly schema: string | null;
  /** The clock that it writes its times by, where it has one of its own. */
  readonly timezone: string | null;
}

/** The known CRM that these tables are; null when they are none. */
export async function recognise(surroundings: Surroundings): Promise<Recognised | null> {
  for (const preset of PRESETS) {
    if (preset.files[surroundings.kind] === undefined) continue;
    const schema = schemaWith(surroundings.relations, preset.signature);
    if (schema === undefined || !(await isVersion(surroundings, preset.signature))) continue;
    return { preset, schema, timezone: await zoneOf(surroundings, preset) };
  }
  return null;
}

/** The first schema that has all tables of a signature, tables without one before others; undefined when none has. */
function schemaWith(relations: readonly Relation[], { tables }: Signature): string | null | undefined {
  const [first] = Object.keys(tables);
  const schemas = relations
    .map((relation) => placeOf(relation.name))
    .filter((place) => isNamed(place.table, first ?? ''))
    .map((place) => place.schema)
    .toSorted((one, other) => (one ?? '').localeCompare(other ?? ''));
  return schemas.find((schema) =>
    Object.entries(tables).every(([table, columns]) =>
      relations.some((relation) => {
        const place = placeOf(relation.name);
        return place.schema === schema && isNamed(place.table, table) && hasColumns(relation, columns);
      }),
    ),
  );
}

function placeOf(relation: string): { schema: string | null; table: string } {
  const dot = relation.lastIndexOf('.');
  return { schema: dot < 0 ? null : relation.slice(0, dot), table: relation.slice(dot + 1) };
}

function hasColumns(relation: Relation, columns: readonly string[]): boolean {
  const names = new Set(relation.fields.map((field) => field.name.toLowerCase()));
  return columns.every((column) => names.has(column.toLowerCase()));
}

/** Exports are named by people: capitals do not tell. */
function isNamed(relation: string, table: string): boolean {
  return relation.toLowerCase() === table.toLowerCase();
}

async function isVersion(surroundings: Surroundings, { version }: Signature): Promise<boolean> {
  if (version === null) return true;
  return (await surroundings.ask(version.query))?.startsWith(version.prefix) === true;
}

async function zoneOf(surroundings: Surroundings, { zone }: Preset): Promise<string | null> {
  const name = zone === null ? null : await surroundings.ask(zone);
  return name !== null && IANAZone.isValidZone(name) ? name : null;
}
