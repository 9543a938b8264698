import type { LeaderboardMeasure } from '../contracts/leaderboard.ts';

/** One candidate of a board with the figures it is ranked by. */
export interface Entrant {
  readonly id: string;
  /** Null: the metric has no value for it (an average over nothing). */
  readonly value: number | null;
  /** Null or zero: no target. */
  readonly target: number | null;
  /** Last moment that moved the value, as text that sorts by time. */
  readonly lastAt: string | null;
}

export interface Placed extends Entrant {
  readonly attainment: number | null;
  /** Null: listed below, not ranked. */
  readonly rank: number | null;
}

export interface Moved extends Placed {
  /** Baseline rank − rank: positive climbed. */
  readonly rankChange: number | null;
  readonly valueChange: number | null;
  /** Not on the baseline's board. */
  readonly isNew: boolean;
}

/** value ÷ target; no target (or zero) is no attainment, never 0 %. */
export function attainmentOf(value: number | null, target: number | null): number | null {
  if (value === null || target === null || target === 0) return null;
  return value / target;
}

/**
 * Standard competition ranking (1, 2, 2, 4), descending. Equal figures share a rank; among them the earlier moment
 * the value was reached stands first, then the id. Entrants without the ranked figure follow, unranked, by value.
 */
export function rankEntrants(entrants: readonly Entrant[], measure: LeaderboardMeasure): Placed[] {
  const withAttainment = entrants.map((entrant) => ({
    ...entrant,
    attainment: attainmentOf(entrant.value, entrant.target),
  }));
  const score = (one: (typeof withAttainment)[number]) => (measure === 'value' ? one.value : one.attainment);
  const inOrder = withAttainment.toSorted(
    (a, b) =>
      descending(score(a), score(b)) ||
      (score(a) === null ? descending(a.value, b.value) : 0) ||
      earlierFirst(a.lastAt, b.lastAt) ||
      compareText(a.id, b.id),
  );
  const placed: Placed[] = [];
  for (const [index, one] of inOrder.entries()) {
    const above = placed[index - 1];
    const before = inOrder[index - 1];
    const own = score(one);
    const isTie = before !== undefined && own !== null && score(before) === own;
    placed.push({ ...one, rank: own === null ? null : isTie ? (above?.rank ?? null) : index + 1 });
  }
  return placed;
}

/** The board now beside the same board at the baseline (null: nothing to compare with). */
export function compareBoards(
  now: readonly Placed[],
  baseline: readonly Placed[] | null,
): { rows: Moved[]; left: Placed[] } {
  if (baseline === null) {
    return {
      rows: now.map((one) => ({ ...one, rankChange: null, valueChange: null, isNew: false })),
      left: [],
    };
  }
  const earlier = new Map(baseline.map((one) => [one.id, one]));
  const rows = now.map((one) => {
    const then = earlier.get(one.id);
    earlier.delete(one.id);
    return {
      ...one,
      rankChange: difference(then?.rank ?? null, one.rank),
      valueChange: difference(one.value, then?.value ?? null),
      isNew: then === undefined,
    };
  });
  return { rows, left: [...earlier.values()] };
}

/** a − b to the cent's thousandth, so that binary noise never shows. */
export function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.round((a - b) * 1e6) / 1e6;
}

function descending(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return b - a;
}

function earlierFirst(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
