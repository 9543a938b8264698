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

export interface BoardScale {
  /** How many times its target the longest bar shows. */
  domain: number;
  /** What untargeted bars are drawn against. */
  largest: number;
  elapsed: number | null;
}

/** Beyond this share of the target a fill is cut, or one outlier would shrink everybody else's bar. */
const LONGEST = 1.4;

/** A person's target of one day is a fraction of a deal: bars against it would all be full, so a day is drawn by value. */
export function drawsTargets(board: { measure: string; window: { kind: string } }): boolean {
  return board.measure === 'attainment' || board.window.kind !== 'day';
}

/** The rows as their bars and shares are drawn: without attainment where that would say nothing. */
export function drawnRows<Row extends Measured>(board: {
  measure: string;
  window: { kind: string };
  rows: Row[];
}): Row[] {
  return drawsTargets(board) ? board.rows : board.rows.map((row) => ({ ...row, attainment: null }));
}

export function boardScale(
  rows: readonly Measured[],
  window: { kind: string; timeProgress: number | null },
): BoardScale {
  const attainments = rows.flatMap((row) => (row.attainment === null ? [] : [row.attainment]));
  const values = rows.flatMap((row) => (row.value === null ? [] : [row.value]));
  return {
    domain: Math.min(LONGEST, Math.max(1, ...attainments)),
    largest: Math.max(0, ...values),
    // Working days cannot tell how far a single day has come.
    elapsed: window.kind === 'day' ? null : window.timeProgress,
  };
}

export function barOf(row: Measured, board: BoardScale): Bar {
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
