/** What a publish did to a board, row by row: what the screen lights up for a moment. */
export type RowChange = 'entered' | 'rose' | 'fell' | 'grew' | 'shrank';

interface Ranked {
  id: string;
  rank: number | null;
  value: number | null;
}

export function rowChanges(
  before: readonly Ranked[] | null,
  after: readonly Ranked[],
): Map<string, RowChange> {
  const changes = new Map<string, RowChange>();
  if (before === null) return changes;
  const earlier = new Map(before.map((row) => [row.id, row]));
  for (const row of after) {
    const change = changeOf(earlier.get(row.id), row);
    if (change !== null) changes.set(row.id, change);
  }
  return changes;
}

function changeOf(before: Ranked | undefined, after: Ranked): RowChange | null {
  if (before === undefined) return 'entered';
  const grown = (after.value ?? 0) - (before.value ?? 0);
  // Whoever is pushed down by another's deal did nothing: only the own figure lights up a fall.
  if (grown > 0) return (after.rank ?? Infinity) < (before.rank ?? Infinity) ? 'rose' : 'grew';
  if (grown < 0) return (after.rank ?? Infinity) > (before.rank ?? Infinity) ? 'fell' : 'shrank';
  return null;
}
