/**
 * One bar of a board, as fractions of the space it is given (0–1).
 * `trough` is the target: a fill longer than its trough has passed the target.
 * `tick` is where the fill ought to be by now, by working days elapsed.
 */
export interface Bar {
  trough: number;
  fill: number;
  tick: number | null;
  state: 'ahead' | 'behind' | 'reached' | 'untargeted';
}

export interface Measured {
  value: number | null;
  attainment: number | null;
}

/** Beyond this share of the target a fill is cut, or one outlier would shrink everybody else's bar. */
const LONGEST = 1.4;

/** How many times its target the longest bar of the board shows; at least 1. */
export function barDomain(rows: readonly Measured[]): number {
  const attainments = rows.flatMap((row) => (row.attainment === null ? [] : [row.attainment]));
  return Math.min(LONGEST, Math.max(1, ...attainments));
}

/** The largest value of a board, what untargeted bars are drawn against. */
export function largestValue(rows: readonly Measured[]): number {
  return Math.max(0, ...rows.flatMap((row) => (row.value === null ? [] : [row.value])));
}

export function barOf(
  row: Measured,
  board: { domain: number; largest: number; elapsed: number | null },
): Bar {
  if (row.attainment === null) {
    const share = row.value === null || board.largest <= 0 ? 0 : row.value / board.largest;
    return { trough: 1, fill: clamp(share), tick: null, state: 'untargeted' };
  }
  const trough = 1 / board.domain;
  const fill = clamp(row.attainment / board.domain);
  const tick = board.elapsed === null ? null : clamp(board.elapsed) * trough;
  return { trough, fill, tick, state: stateOf(row.attainment, board.elapsed) };
}

function stateOf(attainment: number, elapsed: number | null): Bar['state'] {
  if (attainment >= 1) return 'reached';
  return elapsed !== null && attainment < elapsed ? 'behind' : 'ahead';
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
