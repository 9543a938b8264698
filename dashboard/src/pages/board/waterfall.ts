import type { FigureRow } from '../../lib/figure-rows.ts';

type Kind = 'level' | 'comes' | 'goes' | 'won';

/** In reading order: what was open, what came, what went, what is open. */
const FLOWS: readonly (readonly [name: string, kind: Kind])[] = [
  ['opening', 'level'],
  ['created', 'comes'],
  ['reopened', 'comes'],
  ['joined_scope', 'comes'],
  ['increased', 'comes'],
  ['decreased', 'goes'],
  ['left_scope', 'goes'],
  ['won', 'won'],
  ['lost', 'goes'],
  ['deleted', 'goes'],
  ['closing', 'level'],
];

/** Everything open is asked for, whenever it is due: nothing is pulled in or pushed out of it. */
export const flowMembers: readonly string[] = FLOWS.map(([name]) => `pipeline_changes.${name}`);

export interface WaterfallStep {
  member: string;
  kind: Kind;
  /** Negative for what goes. */
  value: number;
  /** Where the bar hangs: its lower and its upper end. */
  from: number;
  to: number;
}

/** Bars that hang where the one before ended; what did not happen is left out. */
export function waterfall(row: FigureRow | undefined): WaterfallStep[] {
  if (row === undefined) return [];
  let level = 0;
  return FLOWS.flatMap(([name, kind]): WaterfallStep[] => {
    const member = `pipeline_changes.${name}`;
    const amount = row.figure(member) ?? 0;
    if (kind === 'level') {
      level = amount;
      return [{ member, kind, value: amount, from: 0, to: amount }];
    }
    if (amount === 0) return [];
    const value = kind === 'comes' ? amount : -amount;
    const before = level;
    level += value;
    return [{ member, kind, value, from: Math.min(before, level), to: Math.max(before, level) }];
  });
}
