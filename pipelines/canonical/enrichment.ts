import { ENTITIES, type Column, type Entity } from './entities.ts';

/**
 * Rows that add columns to an entity's land as an entity of their own, `<name>_enrichment`, read, checked and compared
 * like any other; sync/enrich-rows.ts lays them over the rows they match.
 */
const SUFFIX = '_enrichment';

/** The one key of an enrichment's row: the value that it is matched by. No mapped column can have the name. */
export const MATCH = '_match';

/** What tells where somebody was, and whether they agreed: it lands with the record itself, or not at all. */
const PRIVATE = new Set([
  'activity.lat',
  'activity.lng',
  'activity.location_source',
  'employee.location_consent',
]);

/** Columns that say what a row is, and that no second source may add. */
const OWN = new Set(['valid_from', 'valid_to', 'revised_at']);

function canBeAdded(entity: Entity, name: string): boolean {
  return !entity.key.includes(name) && !OWN.has(name) && !PRIVATE.has(`${entity.name}.${name}`);
}

/** The enrichment of an entity: its columns without those that make the row, and what it is matched by. */
export function enrichmentOf(entity: Entity, matchType: 'id' | 'text'): Entity {
  const columns: Record<string, Column> = { [MATCH]: { type: matchType, required: true, values: null } };
  for (const [name, column] of Object.entries(entity.columns)) {
    if (canBeAdded(entity, name)) columns[name] = { ...column, required: false };
  }
  return { name: `${entity.name}${SUFFIX}`, key: [MATCH], columns };
}

/** An entity with an id of its own, whose rows can be found. */
export function isEnrichable(entity: Entity): boolean {
  return entity.columns['id']?.type === 'id';
}

const ENRICHMENTS = new Map(
  [...ENTITIES.values()].filter(isEnrichable).map((entity) => {
    const enrichment = enrichmentOf(entity, 'text');
    return [enrichment.name, enrichment] as const;
  }),
);

/** A canonical entity, or the enrichment of one. */
export function findEntity(name: string): Entity | undefined {
  return ENTITIES.get(name) ?? ENRICHMENTS.get(name);
}

/** The canonical entity that a name speaks of: an enrichment's is the one that it adds to. */
export function canonicalName(name: string): string {
  return ENRICHMENTS.has(name) ? name.slice(0, -SUFFIX.length) : name;
}

export function enrichmentName(entity: string): string {
  return `${entity}${SUFFIX}`;
}
