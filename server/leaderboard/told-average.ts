import type { OrgUnit } from '../contracts/org.ts';

/** Fewer than this, and an average would be somebody's own figure. */
export const SMALLEST_GROUP = 5;

/**
 * The units over somebody, from the own one up to the root, whose average they are told. Any two of them differ by
 * nobody or by a group: else the difference of two averages would be the figure of a few.
 */
export async function unitsOfToldAverage(
  line: readonly OrgUnit[],
  peopleIn: (unit: OrgUnit) => Promise<number>,
): Promise<ReadonlySet<string>> {
  const told = new Set<string>();
  let before = 0;
  for (const unit of line.toReversed()) {
    const people = await peopleIn(unit);
    const isSameGroup = people === before && told.size > 0;
    if (!isSameGroup && people - before < SMALLEST_GROUP) continue;
    told.add(unit.id);
    before = people;
  }
  return told;
}
