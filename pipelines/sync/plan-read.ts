import type { Config, Feed } from '../config/config.ts';
import { checkMapping } from '../mapping/check-mapping.ts';
import type { ExtractRequest, Source } from '../sources/source.ts';
import { dependentsOf } from './dependents.ts';
import type { SyncOptions } from './report.ts';
import type { Watermarks } from './watermark.ts';

/** What a sync remembers of a source between runs. */
export interface SourceState {
  readonly source: Source;
  isChecked: boolean;
  /** The last fingerprint of each feed that was dealt with. */
  readonly prints: Map<Feed, string>;
}

/** What is to be read from a source. */
export interface ReadPlan {
  readonly state: SourceState;
  readonly requests: readonly ExtractRequest[];
  /** To be called once the rows have landed: only then is a fingerprint known to be dealt with. */
  readonly commit: () => void;
}

/** Decides what to read: of feeds with a watermark, only those whose fingerprint moved. */
export async function planRead(
  state: SourceState,
  config: Config,
  watermarks: Watermarks,
  options: SyncOptions,
): Promise<ReadPlan> {
  if (!state.isChecked) {
    await checkMapping(config, [state.source]);
    state.isChecked = true;
  }
  // a poll is one question; a regular run wants question and rows of the same moment
  if (options.entities === undefined) await state.source.hold();
  const all = Object.values(config.sources[state.source.name]?.entities ?? {}).flat();
  const toRequest = (feed: Feed): ExtractRequest => ({
    feed,
    since: options.full === true ? null : watermarks.since(feed),
  });
  const named = options.entities === undefined ? null : new Set(options.entities);
  const requests = all.filter((feed) => named?.has(feed.entity) ?? true).map(toRequest);
  if (options.full === true) return { state, requests, commit: () => undefined };
  const prints = new Map<Feed, string>();
  const moved = await onlyMoved(state, requests, all, toRequest, prints);
  return {
    state,
    requests: moved,
    commit: () => prints.forEach((print, feed) => state.prints.set(feed, print)),
  };
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
  const found = await state.source.fingerprints(requests);
  return requests.filter(({ feed, since }, index) => {
    const print = `${since ?? ''} ${found[index] ?? ''}`;
    if (state.prints.get(feed) === print) return false;
    prints.set(feed, print);
    return true;
  });
}
