import type { Feed } from '../config/config.ts';
import type { Problem } from '../config/problem.ts';
import type { Intake, Intakes } from '../sync/intake.ts';
import type { StageRun } from '../sync/stage.ts';
import type { FeedShape } from './feed-shape.ts';

/**
 * How the values of a column are written: instants as `utc` or, on a clock of the source's zone, `local` (both without a
 * zone), numbers and dates as `plain` (all by a database, from a column of that type), all else as `text` (as somebody
 * may have typed it).
 */
export type Form = 'utc' | 'local' | 'plain' | 'text';

/** The next rows of a feed: all of them, or those at or after a watermark (the overlap is the source's part). */
export interface ExtractRequest {
  readonly feed: Feed;
  /** The highest watermark seen, in the source's own notation; null reads everything. */
  readonly since: string | null;
  /** Only rows of these ranges of keys; null: of all. */
  readonly ranges: readonly string[] | null;
}

/** What a range of keys holds: a number of rows, and a text that changes with any of them. */
export interface RangePrint {
  readonly range: string;
  readonly rows: number;
  readonly checksum: string;
}

export interface FeedCount {
  readonly rows: number;
  /** Rows without a watermark: no increment finds out when they change. */
  readonly unmarked: number;
}

/** A line of a file that is no row: kept for meta.rejected. */
export interface MalformedRow {
  readonly reason: 'malformed_row' | 'invalid_encoding';
  readonly column: string | null;
  readonly raw: string;
}

/** Where a source brings its rows. */
export interface ReadStage extends StageRun {
  readonly intakes: Intakes;
}

/** What was read of a feed; its rows have been taken in. */
export interface Extract {
  readonly feed: Feed;
  readonly intake: Intake;
  readonly rows: number;
  readonly full: boolean;
  /** The ranges that were read whole; null when ranges played no part. */
  readonly ranges: readonly string[] | null;
  /** The highest watermark now seen, never ahead of the source's clock; null without one. */
  readonly watermark: string | null;
  readonly malformed: readonly MalformedRow[];
}

export type ExtractProgress = (feed: Feed, rows: number) => void;

/** Code of the error of a source that was reached and then went away: the one that trying again can help. */
export const SOURCE_LOST = 'source_lost';

/** Code of the error of a table that was altered under a run's hands: the next attempt looks at it anew. */
export const SOURCE_CHANGED = 'source_changed';

/** A system that rows are read from. Reads only; every call may reconnect. */
export interface Source {
  readonly name: string;
  /** Whether this feed's changes can be asked for in one light query. */
  canPoll(feed: Feed): boolean;
  /** How the staged columns of a feed are written. */
  forms(feed: Feed): ReadonlyMap<string, Form>;
  /** Verifies every table, column and expression of these feeds; an empty list means that they can be read. */
  check(feeds: readonly Feed[]): Promise<readonly Problem[]>;
  /** The table of a feed and the types of what is mapped, as the last check found them. */
  shape(feed: Feed): FeedShape;
  /** Stops time: what is asked until release is of one moment, where the system can do that. */
  hold(): Promise<void>;
  release(): Promise<void>;
  /** One round trip: a text per request that changes when rows at or after its watermark do. */
  fingerprints(requests: readonly ExtractRequest[]): Promise<readonly string[]>;
  /** How many rows each feed has now, without those flagged as deleted; null where nothing needs counting. */
  counts(feeds: readonly Feed[]): Promise<readonly FeedCount[] | null>;
  /** What each range of a feed's keys holds (key-range.ts); null where a feed's keys cannot be cut into ranges. */
  ranges(feeds: readonly Feed[]): Promise<readonly (readonly RangePrint[] | null)[]>;
  /**
   * Takes the requested rows into the stage, as one snapshot where the system has snapshots.
   * A feed that is known not to have changed may be left out of the answer.
   */
  extract(
    requests: readonly ExtractRequest[],
    stage: ReadStage,
    onProgress: ExtractProgress,
  ): Promise<readonly Extract[]>;
  close(): Promise<void>;
}
