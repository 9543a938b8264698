import { PRESETS, type Preset, type Signature } from '../presets/catalogue.ts';
import type { Surroundings } from './relation.ts';

/** The known CRM that these tables are; null when they are none. */
export async function recognise(surroundings: Surroundings): Promise<Preset | null> {
  for (const preset of PRESETS) {
    const { signature } = preset;
    if (signature === null || !preset.kinds.includes(surroundings.kind)) continue;
    if (hasTables(surroundings, signature) && (await isVersion(surroundings, signature))) return preset;
  }
  return null;
}

function hasTables(surroundings: Surroundings, { tables }: Signature): boolean {
  return Object.entries(tables).every(([table, columns]) => {
    const found = surroundings.relations.find((one) => isNamed(one.name, table));
    const names = new Set(found?.fields.map((field) => field.name.toLowerCase()));
    return found !== undefined && columns.every((column) => names.has(column.toLowerCase()));
  });
}

/** Exports are named by people: capitals do not tell. */
function isNamed(relation: string, table: string): boolean {
  return relation.replace(/^.*\./, '').toLowerCase() === table.toLowerCase();
}

async function isVersion(surroundings: Surroundings, { version }: Signature): Promise<boolean> {
  if (version === null) return true;
  return (await surroundings.ask(version.query))?.startsWith(version.prefix) === true;
}
