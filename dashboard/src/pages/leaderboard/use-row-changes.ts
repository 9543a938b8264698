import { useEffect, useRef, useState } from 'react';
import type { LeaderboardAnswer } from '../../../../server/contracts/leaderboard.ts';
import { rowChanges, type RowChange } from './row-change.ts';

const LIT_MS = 6_000;
const NONE: ReadonlyMap<string, RowChange> = new Map();

/** Rows that the last publishes moved, for a few seconds. A change of question is not a change of rows: key the component. */
export function useRowChanges(rows: LeaderboardAnswer['rows'] | undefined): ReadonlyMap<string, RowChange> {
  const before = useRef<LeaderboardAnswer['rows'] | null>(null);
  const [changes, setChanges] = useState(NONE);
  useEffect(() => {
    if (rows === undefined) return;
    const found = rowChanges(before.current, rows);
    before.current = rows;
    if (found.size > 0) setChanges((lit) => new Map([...lit, ...found]));
  }, [rows]);
  useEffect(() => {
    if (changes.size === 0) return undefined;
    const timer = setTimeout(() => setChanges(NONE), LIT_MS);
    return () => clearTimeout(timer);
  }, [changes]);
  return changes;
}
