import { canonicalName } from '../canonical/enrichment.ts';
import type { Config, Feed } from '../config/config.ts';
import { findDrift, type Drift, type Stopped } from '../mapping/drift.ts';
import type { ExtractRequest, RangePrint, Source } from '../sources/source.ts';
import { dependentsOf } from './dependents.ts';
import { differingRanges } from './key-range.ts';
import type { SyncOptions } from './report.ts';
import type { Watermarks } from './watermark.ts';

/** What a sync remembers of a source between runs. */
export interface SourceState {
  readonly source: Source;
  isChecked: boolean;
  /** Entities that are left out, because their source has changed under the mapping. */
  stopped: Stopped;
  /** The last fingerprint of each feed that was dealt with. */
  readonly prints: Map<Feed, string>;
  /**
   * Where the polls of a feed begin to look: the watermark at the last whole run. While it stands, a poll that brought
   * rows is followed by one that finds the same fingerprint, and not by a second reading of those rows.
   */
  readonly bounds: Map<Feed, string | null>;
}

/** What is to be read from a source. */
export interface ReadPlan {
  readonly state: SourceState;
  readonly requests: readonly ExtractRequest[];
  /** What the ranges of compared feeds hold, to be recorded with the rows. */
  readonly ranges: ReadonlyMap<Feed, readonly RangePrint[]>;
  /** How the source was found to differ from earlier runs; null when it was not looked at. */
  readonly drift: Drift | null;
  /** To be called once the rows have landed: only then is a fingerprint known to be dealt with. */
  readonly commit: () => void;
}

export interface ReadOptions extends SyncOptions {
  /** Nothing will be written, so nothing has to be known for the next run. */
  readonly isLook?: boolean;
}

/** Decides what to read: of feeds with a watermark those whose fingerprint moved, of others the ranges that differ. */
export async function planRead(
  state: SourceState,
  config: Config,
  watermarks: Watermarks,
  options: ReadOptions,
  now: string,
): Promise<ReadPlan> {
  const isPoll = options.entities !== undefined && options.reconcile !== true;
  // a poll is one question, and the table was looked at less than a minute ago
  const isLooking = !state.isChecked || options.entities === undefined || options.full === true;
  const accepted = new Set(options.full === true ? options.entities : []);
  const drift = isLooking ? await findDrift(config, state.source, watermarks, { accepted, now }) : null;
  if (drift !== null) {
    state.stopped = drift.stopped;
    state.isChecked = true;
  }
  // a poll is one question; a regular run wants question and rows of the same moment
  if (!isPoll) await state.source.hold();
  const entities = config.sources[state.source.name]?.entities ?? {};
  const all = Object.values(entities)
    .flat()
    .filter((feed) => !state.stopped.has(feed.entity));
  const toRequest = (feed: Feed): ExtractRequest => ({
    feed,
    since: options.full === true ? null : watermarks.since(feed),
    ranges: null,
  });
  const named = options.entities === undefined ? null : new Set(options.entities);
  // who names an entity means what enriches it too
  const isNamed = ({ entity }: Feed): boolean =>
    named === null || named.has(entity) || named.has(canonicalName(entity));
  const requests = all.filter(isNamed).map(toRequest);
  if (options.entities === undefined) state.bounds.clear();

  const isCompared = ({ feed }: ExtractRequest): boolean =>
    !isPoll &&
    options.isLook !== true &&
    (feed.watermark === null || options.reconcile === true) &&
    entities[feed.entity]?.length === 1;
  const compared = await compareRanges(state, requests.filter(isCompared), watermarks, options);
  const { ranges } = compared;
  const rest = requests
    .filter((one) => !compared.feeds.has(one.feed))
    // where ranges cannot tell, a comparison reads everything
    .map((one) => (options.reconcile === true ? { ...one, since: null } : one));
  if (options.full === true) return { state, requests, ranges, drift, commit: () => undefined };
  const prints = new Map<Feed, string>();
  const moved = await onlyMoved(state, rest, all, toRequest, prints);
  return {
    state,
    requests: [...compared.requests, ...moved],
    ranges,
    drift,
    commit: () => prints.forEach((print, feed) => state.prints.set(feed, print)),
  };
}

/** Asks what the ranges of these feeds hold and leaves of each request the ranges that differ from what was read. */
async function compareRanges(
  state: SourceState,
  requests: readonly ExtractRequest[],
  watermarks: Watermarks,
  options: SyncOptions,
): Promise<{
  readonly feeds: ReadonlySet<Feed>;
  readonly requests: readonly ExtractRequest[];
  readonly ranges: ReadPlan['ranges'];
}> {
  const found = requests.length === 0 ? [] : await state.source.ranges(requests.map((one) => one.feed));
  const feeds = new Set<Feed>();
  const ranges = new Map<Feed, readonly RangePrint[]>();
  const left: ExtractRequest[] = [];
  for (const [index, { feed, since }] of requests.entries()) {
    const prints = found[index] ?? null;
    if (prints === null) continue;
    feeds.add(feed);
    const known = options.full === true ? null : watermarks.ranges(feed);
    const differing = known === null ? null : differingRanges(known, prints);
    if (differing?.length === 0) continue;
    ranges.set(feed, prints);
    left.push({ feed, since: differing === null ? null : since, ranges: differing });
  }
  return { feeds, requests: left, ranges };
}

/** The requests whose rows moved since the last look, with what depends on them. */
async function onlyMoved(
  state: SourceState,
  requests: readonly ExtractRequest[],
  all: readonly Feed[],
  toRequest: (feed: Feed) => ExtractRequest,
  prints: Map<Feed, string>,
): Promise<readonly ExtractRequest[]> {
  const canPoll = (one: ExtractRequest): boolean => one.since !== null && state.source.canPoll(one.feed);
  const polled = await moved(state, requests.filter(canPoll), prints);
  const others = requests.filter((one) => !canPoll(one));
  if (polled.length === 0) return others;
  const named = new Set(requests.map((one) => one.feed.entity));
  const changed = new Set(polled.map((one) => one.feed.entity));
  const dependents = dependentsOf(changed, all).filter((feed) => !named.has(feed.entity));
  const also = await moved(state, dependents.map(toRequest).filter(canPoll), prints);
  return [...others, ...polled, ...also];
}

async function moved(
  state: SourceState,
  requests: readonly ExtractRequest[],
  prints: Map<Feed, string>,
): Promise<readonly ExtractRequest[]> {
  if (requests.length === 0) return [];
  const looks = requests.map(({ feed, since }) => {
    if (!state.bounds.has(feed)) state.bounds.set(feed, since);
    return { feed, since: state.bounds.get(feed) ?? since, ranges: null };
  });
  const found = await state.source.fingerprints(looks);
  return requests.filter(({ feed }, index) => {
    const print = `${looks[index]?.since ?? ''} ${found[index] ?? ''}`;
    if (state.prints.get(feed) === print) return false;
    prints.set(feed, print);
    return true;
  });
}
