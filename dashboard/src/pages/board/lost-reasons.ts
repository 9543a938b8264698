import type { FigureRow } from '../../lib/figure-rows.ts';

export interface LostRow {
  reason: string | null;
  amount: number | null;
  count: number | null;
}

export interface LostReasons {
  rankedBy: 'amount' | 'count';
  rows: LostRow[];
}

/** Most lost first: by amount; by deals where the source does not know what a lost deal was worth. */
export function lostReasons(
  rows: readonly FigureRow[],
  members: { amount: string; count: string; reason: string },
): LostReasons {
  const read = rows.map((row) => ({
    reason: row.text(members.reason),
    amount: row.figure(members.amount),
    count: row.figure(members.count),
  }));
  const rankedBy = read.some((row) => (row.amount ?? 0) > 0) ? 'amount' : 'count';
  return {
    rankedBy,
    rows: read.sort((a, b) => (b[rankedBy] ?? 0) - (a[rankedBy] ?? 0) || (b.count ?? 0) - (a.count ?? 0)),
  };
}
