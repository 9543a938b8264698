import type { FigureRow } from '../../lib/figure-rows.ts';

export type Tone = 'good' | 'warning' | 'bad' | 'none';

/** One unit or person below, with where it stands. */
export interface UnitRow {
  /** Null: not a unit or person of its own — own people beside units, nobody beside people. */
  id: string | null;
  name: string | null;
  target: number | null;
  actual: number | null;
  attainment: number | null;
  timeProgress: number | null;
  progressGap: number | null;
  tone: Tone;
}

/** Nobody's row among people: the part of the target that nobody was given, and records without an owner. */
const ownerless = new Set(['targets.owner_id=unassigned']);

/** A little behind is amber: five points are made up within a day or two of a month. */
const alarmingGap = -0.05;

export function toneOf(progressGap: number | null): Tone {
  if (progressGap === null) return 'none';
  if (progressGap >= 0) return 'good';
  return progressGap > alarmingGap ? 'warning' : 'bad';
}

/** Worst first; who has no target stands below, largest first; own people, who are no unit, at the end. */
export function unitRows(rows: FigureRow[], idMember: string, nameMember: string): UnitRow[] {
  return rows
    .map((row): UnitRow => {
      const progressGap = row.figure('targets.progress_gap');
      return {
        id: ownerless.has(`${idMember}=${row.text(idMember)}`) ? null : row.text(idMember),
        name: row.text(nameMember),
        target: row.figure('targets.target'),
        actual: row.figure('targets.actual'),
        attainment: row.figure('targets.attainment'),
        timeProgress: row.figure('targets.time_progress'),
        progressGap,
        tone: toneOf(progressGap),
      };
    })
    .filter((row) => row.target !== null || (row.actual !== null && row.actual !== 0))
    .sort(
      (a, b) =>
        Number(a.id === null) - Number(b.id === null) ||
        (a.progressGap ?? Infinity) - (b.progressGap ?? Infinity) ||
        (b.actual ?? 0) - (a.actual ?? 0),
    );
}

/** Without any target the rows are told by what was achieved alone. */
export function hasTargets(rows: readonly UnitRow[]): boolean {
  return rows.some((row) => row.target !== null);
}
