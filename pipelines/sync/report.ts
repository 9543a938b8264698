import type { TreelineError } from '../../warehouse/treeline-error.ts';

export type Phase = 'connect' | 'extract' | 'land';

export interface SyncProgress {
  readonly source: string;
  /** Null while the source as a whole is worked on. */
  readonly entity: string | null;
  readonly phase: Phase;
  readonly rows: number;
}

export interface EntityReport {
  readonly source: string;
  readonly entity: string;
  /** Rows that came from the source. */
  readonly read: number;
  /** Rows new or changed in crm.<entity>. */
  readonly landed: number;
  readonly deleted: number;
  /** Rows newly kept in meta.rejected. */
  readonly rejected: number;
  readonly ms: number;
}

export interface Failure {
  readonly source: string;
  /** Null: the whole source. */
  readonly entity: string | null;
  readonly error: TreelineError;
}

export interface SyncReport {
  /** The run that wrote, or the last one when nothing was written. */
  readonly runId: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly entities: readonly EntityReport[];
  readonly phases: Readonly<Record<Phase, number>>;
  /** Whether crm.* or what is mapped differs from before. */
  readonly changed: boolean;
  /** Sources, or single entities of one, that could not be read while others could; empty when all is well. */
  readonly failures: readonly Failure[];
  /** What changed in the sources and keeps nothing from being read: columns that were added. */
  readonly notes: readonly string[];
}

export interface SyncOptions {
  /** Only these; asked for lightly first, and nothing is written when nothing changed. */
  readonly entities?: readonly string[];
  /** Reads everything and finds what was deleted in the source. */
  readonly full?: boolean;
  /** Compares every feed with its source by ranges of keys, and reads the ranges that differ. */
  readonly reconcile?: boolean;
  readonly onProgress?: (progress: SyncProgress) => void;
}

/** Two runs told as one. */
export function mergeReports(first: SyncReport, second: SyncReport): SyncReport {
  const phases = {
    connect: first.phases.connect + second.phases.connect,
    extract: first.phases.extract + second.phases.extract,
    land: first.phases.land + second.phases.land,
  };
  return {
    ...second,
    startedAt: first.startedAt,
    entities: [...first.entities, ...second.entities],
    phases,
    changed: first.changed || second.changed,
    failures: [...first.failures, ...second.failures],
    notes: [...first.notes, ...second.notes],
  };
}
