import { DateTime } from 'luxon';
import type { Day } from '../calendar/business-day.ts';
import type { WorkingDayTest } from '../calendar/working-time.ts';
import { EVERYTHING, type AnswerRow, type CubeQuery, type SemanticPort } from '../semantic-port.ts';
import { dayIn, flagIn, idIn } from './answer-values.ts';
import type { OrgTree } from './org-tree.ts';
import { PERSON_COLUMNS, readOrg, UNIT_COLUMNS } from './read-org.ts';

/** What boards read before any figure; it changes with the organisation, not with every deal. */
export interface Frame {
  readonly org: OrgTree;
  readonly isWorkingDay: WorkingDayTest;
  /** Canonical entities that the sources give, with their columns. */
  readonly coverage: Readonly<Record<string, string[]>>;
  /** Metrics for which a target exists. */
  readonly targetMetrics: ReadonlySet<string>;
}

/** What stays the same until the next publish: asked once per version. */
export interface Snapshot extends Frame {
  readonly version: number;
  /** The version in which the organisation last changed. */
  readonly frameVersion: number;
  /** The published instant, ISO 8601 in UTC to the millisecond; `asOfLocal` is the same in the calendar's zone. */
  readonly asOf: string;
  readonly asOfLocal: string;
  readonly publishedAt: string;
  /** The business day of `asOf`. */
  readonly today: Day;
}

/** Remembers the snapshot of the published version; `published` forgets it. */
export interface Published {
  snapshot(): Promise<Snapshot>;
  published(): void;
}

/** Rows that one answer can hold; Cube refuses more. */
export const ROW_LIMIT = 50_000;

export function createPublished(semantic: SemanticPort): Published {
  let known: Promise<Snapshot> | null = null;
  let frame: { readonly version: string; readonly frame: Frame } | null = null;

  async function readSnapshot(): Promise<Snapshot> {
    const { rows, version, asOf } = await semantic.query(FRESHNESS, EVERYTHING);
    const published = rows[0];
    if (published === undefined) throw new Error('the freshness view is empty');
    const frameVersion = idIn(published, 'freshness.frame_version');
    // a frame that is read while the next publish comes is of the next: then it is read once more than needed
    if (frame?.version !== frameVersion) frame = { version: frameVersion, frame: await readFrame(semantic) };
    return {
      ...frame.frame,
      version,
      frameVersion: Number(frameVersion),
      asOf: new Date(asOf).toISOString(),
      asOfLocal: idIn(published, 'freshness.as_of_local').replace(' ', 'T').slice(0, 23),
      publishedAt: utcText(idIn(published, 'freshness.published_at')),
      today: idIn(published, 'freshness.as_of_date').slice(0, 10),
    };
  }

  return {
    snapshot() {
      if (known !== null) return known;
      const asked = readSnapshot();
      known = asked;
      // a reading that failed is not remembered
      asked.catch(() => {
        if (known === asked) known = null;
      });
      return asked;
    },
    published() {
      known = null;
    },
  };
}

const FRESHNESS: CubeQuery = {
  dimensions: columns('freshness', ['as_of_local', 'as_of_date', 'published_at', 'frame_version']),
};

async function readFrame(semantic: SemanticPort): Promise<Frame> {
  const ask = async (query: CubeQuery) => await semantic.query({ ...query, limit: ROW_LIMIT }, EVERYTHING);
  const [units, people, days, coverage, targets] = await Promise.all([
    ask({ dimensions: columns('org_units', UNIT_COLUMNS) }),
    ask({ dimensions: columns('people', PERSON_COLUMNS) }),
    ask({ dimensions: columns('calendar', ['date', 'is_working_day']) }),
    ask({ dimensions: columns('coverage', ['entity', 'column_name']) }),
    ask({ dimensions: ['targets.metric'], measures: ['targets.target'] }),
  ]);
  const working = new Map(
    days.rows.map((row) => [dayIn(row, 'calendar.date'), flagIn(row, 'calendar.is_working_day')]),
  );
  return {
    org: readOrg(units.rows, people.rows),
    isWorkingDay: (day) => working.get(day) ?? DateTime.fromISO(day, { zone: 'utc' }).weekday <= 5,
    coverage: readCoverage(coverage.rows),
    targetMetrics: new Set(
      targets.rows.filter((row) => row['targets.target'] !== null).map((row) => idIn(row, 'targets.metric')),
    ),
  };
}

function columns(view: string, names: readonly string[]): string[] {
  return names.map((name) => `${view}.${name}`);
}

/** Cube sends a UTC timestamp without its zone. */
function utcText(timestamp: string): string {
  return `${timestamp.replace(' ', 'T').slice(0, 23)}Z`;
}

function readCoverage(rows: readonly AnswerRow[]): Record<string, string[]> {
  const byEntity: Record<string, string[]> = {};
  for (const row of rows)
    (byEntity[idIn(row, 'coverage.entity')] ??= []).push(idIn(row, 'coverage.column_name'));
  return byEntity;
}
