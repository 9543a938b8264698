import { TreelineError } from '../../warehouse/treeline-error.ts';

/** Positions in today's tree, both ends included. */
export type Range = readonly [lft: number, rgt: number];

/**
 * Whose eyes a question is asked with: everybody's, or those of somebody who sees the parts of the tree in `ranges`
 * and what they own themselves. `denied` members are refused, `masked` ones show as much as their kind lets (sensitive.ts).
 */
export type Viewer =
  | { readonly allowAll: true; readonly denied?: readonly string[]; readonly masked?: readonly string[] }
  | {
      readonly ranges: readonly Range[];
      readonly ownerId: string | null;
      /** Units whose public pool is open: those that somebody stands on. */
      readonly poolUnits?: readonly string[];
      readonly denied?: readonly string[];
      readonly masked?: readonly string[];
      /** The `frame_version` whose tree the ranges are positions in; an answer over another tree is refused. */
      readonly frame?: number;
    };

export const RANGE_SLOTS = 8;

/** Nearly everybody stands on one part of the tree: their rows are not compared with seven empty ranges. */
export const SLOT_NUMBERS = [1, RANGE_SLOTS] as const;
type SlotNumber = (typeof SLOT_NUMBERS)[number];

function slotsFor(ranges: readonly Range[]): SlotNumber {
  return ranges.length <= 1 ? 1 : RANGE_SLOTS;
}

/**
 * Bounds that nobody has, in every slot that the other viewer's have: where the two queries differ, a bound stands.
 */
export function nobodysView(instead: Exclude<Viewer, { allowAll: true }>): Viewer {
  const number = slotsFor(merge(instead.ranges));
  const slots = Array.from({ length: RANGE_SLOTS }, (_, slot) => slot);
  return {
    ranges: slots.slice(0, number).map((slot): Range => [-1e12 + slot * 10, -1e12 + slot * 10 + 1]),
    ownerId: '\u0001',
    poolUnits: slots.map((slot) => `\u0001${slot}`),
  };
}

/** Values of the row policy. Every one is always there: Cube answers a missing one with an error, or worse. */
export interface SecurityContext {
  readonly allowAll: boolean;
  /** How many ranges the policy compares with. */
  readonly slots: SlotNumber;
  readonly ownerId: string;
  /** Members that the viewer may not name. */
  readonly denied: readonly string[];
  /** Members whose masked twin is asked instead. */
  readonly masked: readonly string[];
  /** As many as there are slots, so that queries of all viewers have the same parameters. */
  readonly poolUnits: readonly string[];
  /** Null: the ranges are not bound to a tree. */
  readonly frame: number | null;
  /** `lft1`, `rgt1` … of the slots. */
  readonly [bound: `lft${number}` | `rgt${number}`]: number;
}

/** No row has this owner: ids carry their source's prefix. */
const NOBODY = '\u0000';

/** The values that Cube's row policy reads. Errors: `too_many_ranges`. */
export function securityContext(viewer: Viewer): SecurityContext {
  const ranges = 'allowAll' in viewer ? [] : merge(viewer.ranges);
  refuseTooMany(ranges.length);
  const bounds: Record<`lft${number}` | `rgt${number}`, number> = {};
  for (let slot = 1; slot <= RANGE_SLOTS; slot += 1) {
    // an unused slot holds the empty range 1..0
    const [lft, rgt] = ranges[slot - 1] ?? [1, 0];
    bounds[`lft${slot}`] = lft;
    bounds[`rgt${slot}`] = rgt;
  }
  const { denied = [], masked = [] } = viewer;
  const limits = { ...bounds, slots: slotsFor(ranges), denied, masked };
  const pools = (units: readonly string[]) =>
    Array.from({ length: RANGE_SLOTS }, (_, slot) => units[slot] ?? `${NOBODY}${slot}`);
  if ('allowAll' in viewer)
    return { ...limits, allowAll: true, ownerId: NOBODY, poolUnits: pools([]), frame: null };
  const { ownerId, poolUnits = [], frame = null } = viewer;
  refuseTooMany(poolUnits.length);
  return { ...limits, allowAll: false, ownerId: ownerId ?? NOBODY, poolUnits: pools(poolUnits), frame };
}

function refuseTooMany(parts: number): void {
  if (parts <= RANGE_SLOTS) return;
  throw new TreelineError(
    'too_many_ranges',
    `A viewer may see at most ${RANGE_SLOTS} separate parts of the organisation; this one has ${parts}. Give a unit further up, or fewer.`,
    { ranges: parts, allowed: RANGE_SLOTS },
  );
}

/** Overlapping and adjacent ranges become one, empty ones vanish. */
function merge(ranges: readonly Range[]): Range[] {
  const sorted = ranges.filter(([lft, rgt]) => lft <= rgt).toSorted((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [lft, rgt] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && lft <= last[1] + 1) last[1] = Math.max(last[1], rgt);
    else merged.push([lft, rgt]);
  }
  return merged;
}
