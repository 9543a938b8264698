import { DateTime } from 'luxon';
import type { Day } from '../calendar/business-day.ts';
import type { WorkingDayTest } from '../calendar/working-time.ts';
import { EVERYTHING, type AnswerRow, type CubeQuery, type SemanticPort } from '../semantic-port.ts';
import { dayIn, flagIn, idIn } from './answer-values.ts';
import type { OrgTree } from './org-tree.ts';
import { PERSON_COLUMNS, readOrg, UNIT_COLUMNS } from './read-org.ts';

/** What stays the same until the next publish: asked once per version. */
export interface Snapshot {
  readonly version: number;
  /** The published instant, ISO 8601 in UTC to the millisecond; `asOfLocal` is the same in the calendar's zone. */
  readonly asOf: string;
  readonly asOfLocal: string;
  readonly publishedAt: string;
  /** The business day of `asOf`. */
  readonly today: Day;
  readonly org: OrgTree;
  readonly isWorkingDay: WorkingDayTest;
  /** Canonical entities that the sources give, with their columns. */
  readonly coverage: Readonly<Record<string, string[]>>;
  /** Metrics for which a target exists. */
  readonly targetMetrics: ReadonlySet<string>;
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
  return {
    snapshot() {
      if (known !== null) return known;
      const asked = readSnapshot(semantic);
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

async function readSnapshot(semantic: SemanticPort): Promise<Snapshot> {
  const ask = async (query: CubeQuery) => await semantic.query({ ...query, limit: ROW_LIMIT }, EVERYTHING);
  const [freshness, units, people, days, coverage, targets] = await Promise.all([
    ask({ dimensions: columns('freshness', ['as_of_local', 'as_of_date', 'published_at']) }),
    ask({ dimensions: columns('org_units', UNIT_COLUMNS) }),
    ask({ dimensions: columns('people', PERSON_COLUMNS) }),
    ask({ dimensions: columns('calendar', ['date', 'is_working_day']) }),
    ask({ dimensions: columns('coverage', ['entity', 'column_name']) }),
    ask({ dimensions: ['targets.metric'], measures: ['targets.target'] }),
  ]);
  const published = freshness.rows[0];
  if (published === undefined) throw new Error('the freshness view is empty');
  const working = new Map(
    days.rows.map((row) => [dayIn(row, 'calendar.date'), flagIn(row, 'calendar.is_working_day')]),
  );
  return {
    version: freshness.version,
    asOf: new Date(freshness.asOf).toISOString(),
    asOfLocal: idIn(published, 'freshness.as_of_local').replace(' ', 'T').slice(0, 23),
    publishedAt: utcText(idIn(published, 'freshness.published_at')),
    today: idIn(published, 'freshness.as_of_date').slice(0, 10),
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
