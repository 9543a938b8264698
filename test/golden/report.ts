import { sameFigure, type Mismatch } from './compare.ts';
import { describeSlice, type Slice } from './slices.ts';

/** What was asked and what did not agree. */
export interface GoldenReport {
  slices: number;
  figures: number;
  /** Figures that were neither null nor zero on the oracle's side. */
  telling: number;
  covered: string[];
  /** Members of the oracle that the API does not offer. */
  absent: string[];
  /** Measures of these views that the oracle has no definition for. */
  unasked: string[];
  mismatches: Mismatch[];
}

export function emptyReport(): GoldenReport {
  return { slices: 0, figures: 0, telling: 0, covered: [], absent: [], unasked: [], mismatches: [] };
}

/** Writes down one figure of both sides. */
export function compareFigure(
  report: GoldenReport,
  view: string,
  member: string,
  slice: Slice,
  ours: unknown,
  theirs: unknown,
): void {
  report.figures += 1;
  if (ours !== null && ours !== undefined && Number(ours) !== 0) report.telling += 1;
  if (sameFigure(ours, theirs)) return;
  report.mismatches.push({
    view,
    member,
    slice: describeSlice(slice),
    oracle: String(ours),
    cube: String(theirs),
  });
}
