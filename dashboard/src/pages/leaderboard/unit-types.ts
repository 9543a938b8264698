interface TypedUnit {
  id: string;
  type: string | null;
  depth: number;
  isClosed: boolean;
}

/**
 * The boards a tree can be ranked by, from the top down: each type of unit, or a depth where units have no type.
 * By mean depth, because a small city has its teams where a large one has its districts.
 */
export function unitEntries(units: readonly TypedUnit[]): string[] {
  const depths = new Map<string, number[]>();
  for (const unit of units) {
    // The place of work that belongs to nobody is no competitor.
    if (unit.isClosed || unit.id === 'unassigned') continue;
    const entry = unit.type === null ? `depth:${unit.depth}` : `type:${unit.type}`;
    depths.set(entry, [...(depths.get(entry) ?? []), unit.depth]);
  }
  return [...depths].sort((one, other) => mean(one[1]) - mean(other[1])).map(([entry]) => entry);
}

function mean(depths: readonly number[]): number {
  return depths.reduce((total, depth) => total + depth, 0) / depths.length;
}

/** The units below one, itself left out. */
export function unitsBelow<Unit extends { id: string; path: string }>(
  units: readonly Unit[],
  home: { id: string; path: string },
): Unit[] {
  return units.filter((unit) => unit.path.startsWith(home.path) && unit.id !== home.id);
}
