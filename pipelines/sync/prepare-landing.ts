import type { Config, Feed } from '../config/config.ts';
import { compareRows, type Difference } from './compare.ts';
import { gatherRows, type Checked, type Part } from './door.ts';
import { checkMoney } from './money-check.ts';
import { enrichRows } from './enrich-rows.ts';
import { dropPrivatePositions } from './position-check.ts';
import type { SourceRead } from './read-source.ts';
import { collectRejections, listWaiting, takeInWaiting, type Rejections } from './rejected.ts';
import type { EntityReport, SyncOptions } from './report.ts';
import type { StageRun } from './stage.ts';
import type { Watermarks } from './watermark.ts';

/** A feed that has been read further than is on record. */
export interface ReadMark {
  readonly feed: Feed;
  readonly watermark: string | null;
}

/** Everything a run will write, worked out on the stage. */
export interface Landing {
  readonly differences: readonly Difference[];
  /** Rows that no source has touched, and that another source enriches otherwise than before. */
  readonly enriched: readonly Difference[];
  readonly rejections: readonly Rejections[];
  readonly marks: readonly ReadMark[];
  readonly ranges: SourceRead['ranges'];
  readonly abandoned: Watermarks['abandoned'];
  readonly entities: readonly EntityReport[];
  readonly isChanged: boolean;
  /** Whether everything that was read was read whole. */
  readonly isFull: boolean;
}

/** Checks and compares the staged rows of all sources. Reads the warehouse, writes only the stage. */
export async function prepareLanding(
  reads: readonly SourceRead[],
  config: Config,
  watermarks: Watermarks,
  options: SyncOptions,
  stage: StageRun,
): Promise<Landing> {
  // a poll tries again only when rates have come with it
  const hasRates = reads.some((read) => read.extracts.some((one) => one.feed.entity === 'fx_rate'));
  const isRetrying = options.entities === undefined || hasRates;
  const checked: { rows: Checked; ms: number; read: SourceRead }[] = [];
  for (const read of reads) {
    for (const [entity, parts] of await partsOf(read, config, isRetrying, stage)) {
      const started = performance.now();
      const rows = await gatherRows(read.source.name, entity, parts, stage);
      checked.push({ rows, ms: performance.now() - started, read });
    }
  }
  const named = (name: string): Checked[] =>
    checked.map((one) => one.rows).filter((one) => one.entity.name === name);
  const { timezone, day_starts_at: dayStartsAt, working_hours: workingHours } = config.calendar;
  const money = { currency: config.currency, maxAgeDays: config.fx.max_age_days, timezone, dayStartsAt };
  const hasConsent = isConsentMapped(config);
  const differences: Difference[] = [];
  const rejections: Rejections[] = [];
  const entities: EntityReport[] = [];
  for (const { rows, ms, read } of checked) {
    const started = performance.now();
    const isPrivate = hasConsent && rows.entity.name === 'activity';
    if (isPrivate) await dropPrivatePositions(rows, named('employee'), { timezone, workingHours }, stage);
    await checkMoney(rows, named('fx_rate'), money, stage);
    const malformed = rows.parts.some((one) => one.extract.malformed.length > 0);
    const difference = await compareRows(rows, config.extras, !malformed, stage);
    differences.push(difference);
    const rejected = difference.hasRejections
      ? await collectRejections(rows, difference.ready, isPrivate, stage)
      : null;
    if (rejected !== null && rejected.freshCount + rejected.settledCount > 0) rejections.push(rejected);
    const count = rows.parts.reduce((sum, one) => sum + one.extract.rows, 0);
    const extractMs = read.ms.get(rows.entity.name) ?? 0;
    entities.push({
      source: rows.source,
      entity: rows.entity.name,
      read: count,
      landed: difference.changedCount,
      deleted: difference.goneCount,
      rejected: rejected?.freshCount ?? 0,
      ms: Math.round(ms + extractMs + performance.now() - started),
    });
    options.onProgress?.({ source: rows.source, entity: rows.entity.name, phase: 'land', rows: count });
  }
  const marks = reads.flatMap((read) =>
    read.extracts.map(({ feed, watermark }) => ({
      feed,
      watermark,
      hasMoved: watermarks.since(feed) !== watermark,
    })),
  );
  const abandoned = options.entities === undefined ? watermarks.abandoned : [];
  const enriched = await enrichRows(differences, config, watermarks, abandoned, stage);
  for (const { checked, changedCount } of enriched) {
    const { source, entity } = checked;
    entities.push({
      source,
      entity: entity.name,
      read: 0,
      landed: changedCount,
      deleted: 0,
      rejected: 0,
      ms: 0,
    });
  }
  const isChanged =
    [...differences, ...enriched].some((one) => one.changedCount + one.goneCount > 0) || abandoned.length > 0;
  const extracts = reads.flatMap((read) => read.extracts);
  const isFull = extracts.length > 0 && extracts.every((one) => one.full);
  const ranges = new Map(reads.flatMap((read) => [...read.ranges]));
  return { differences, enriched, rejections, marks, ranges, abandoned, entities, isChanged, isFull };
}

/** The staged rows per entity, with the ones that wait for an exchange rate. */
async function partsOf(
  read: SourceRead,
  config: Config,
  isRetrying: boolean,
  stage: StageRun,
): Promise<Map<string, Part[]>> {
  const parts = new Map<string, Part[]>();
  const fullyRead = new Set(read.extracts.filter((one) => one.full).map((one) => one.feed));
  for (const extract of read.extracts) {
    // an increment without a row has nothing to say; a range without one says that its rows are gone
    if (!extract.full && extract.ranges === null && extract.rows === 0) continue;
    parts.set(extract.feed.entity, [...(parts.get(extract.feed.entity) ?? []), { extract, isRetry: false }]);
  }
  if (!isRetrying) return parts;
  const feeds = Object.values(config.sources[read.source.name]?.entities ?? {}).flat();
  const notRead = feeds.filter((feed) => !fullyRead.has(feed) && !read.stopped.has(feed.entity));
  for (const feed of await listWaiting(notRead, stage)) {
    const extract = await takeInWaiting(feed, read.source.forms(feed), read.intakes, stage);
    parts.set(feed.entity, [...(parts.get(feed.entity) ?? []), { extract, isRetry: true }]);
  }
  return parts;
}

function isConsentMapped(config: Config): boolean {
  return Object.values(config.sources).some((source) =>
    (source.entities['employee'] ?? []).some((feed) =>
      feed.columns.some((one) => one.name === 'location_consent'),
    ),
  );
}
