import type { OrgUnit } from '../contracts/org.ts';

/** Fewer than this, and an average would be somebody's own figure. */
const SMALLEST_GROUP = 5;

/** What an average is made of: the entries of a board whose values are known. */
export interface Averaged {
  readonly count: number;
  readonly total: number;
}

/** Adds up what is known; to the millionth, so that the order of the entries makes no difference. */
export function averagedOf(values: readonly (number | null)[]): Averaged {
  const known = values.filter((value) => value !== null);
  const total = known.reduce((sum, value) => sum + value, 0);
  return { count: known.length, total: Math.round(total * 1e6) / 1e6 };
}

/**
 * The averages of units over somebody that they are told, by unit; the line ends with their own. Any two are made of the
 * same, or of a group more: else the difference of two averages would be the figure of a few.
 */
export async function toldAverages(
  line: readonly OrgUnit[],
  averagedIn: (unit: OrgUnit) => Promise<Averaged>,
): Promise<ReadonlyMap<string, number>> {
  const told = new Map<string, number>();
  let before: Averaged = { count: 0, total: 0 };
  for (const unit of line.toReversed()) {
    const { count, total } = await averagedIn(unit);
    const isSame = told.size > 0 && count === before.count && total === before.total;
    if (!isSame && count - before.count < SMALLEST_GROUP) continue;
    told.set(unit.id, Math.round((total / count) * 100) / 100);
    before = { count, total };
  }
  return told;
}
