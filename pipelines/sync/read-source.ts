import type { Config, Feed } from '../config/config.ts';
import { problemsError } from '../config/problem.ts';
import type { Extract, ExtractRequest, Source } from '../sources/source.ts';
import { dependentsOf } from './dependents.ts';
import type { Phase, SyncOptions } from './report.ts';
import type { StageRun } from './stage.ts';
import type { Watermarks } from './watermark.ts';

/** What a sync remembers of a source between runs. */
export interface SourceState {
  readonly source: Source;
  isChecked: boolean;
  /** The last fingerprint of each feed, and the watermark that it counts from. */
  readonly prints: Map<Feed, string>;
}

/** What was read from one source. */
export interface SourceRead {
  readonly source: Source;
  readonly extracts: readonly Extract[];
  /** Time per entity, in milliseconds. */
  readonly ms: ReadonlyMap<string, number>;
  /** To be called once the rows have landed: only then is a fingerprint known to be dealt with. */
  readonly commit: () => void;
}

/** Reads what is new in a source into the stage. A run of named entities asks for fingerprints first. */
export async function readSource(
  state: SourceState,
  config: Config,
  watermarks: Watermarks,
  options: SyncOptions,
  stage: StageRun,
  phases: Record<Phase, number>,
): Promise<SourceRead> {
  const { source } = state;
  const started = performance.now();
  const tell = (feed: Feed | null, phase: Phase, rows: number): void =>
    options.onProgress?.({ source: source.name, entity: feed?.entity ?? null, phase, rows });
  tell(null, 'connect', 0);
  await check(state, config);
  phases.connect += Math.round(performance.now() - started);

  const extracting = performance.now();
  const all = Object.values(config.sources[source.name]?.entities ?? {}).flat();
  const toRequest = (feed: Feed): ExtractRequest => ({
    feed,
    since: options.full === true ? null : watermarks.since(feed),
  });
  const prints = new Map<Feed, string>();
  let requests: readonly ExtractRequest[] = all.map(toRequest);
  if (options.entities !== undefined) {
    const named = new Set(options.entities);
    requests = requests.filter((one) => named.has(one.feed.entity));
    if (options.full !== true) requests = await onlyMoved(state, requests, all, toRequest, prints);
  }
  const ms = new Map<string, number>();
  let before = performance.now();
  const extracts =
    requests.length === 0
      ? []
      : await source.extract(requests, stage, (feed, rows) => {
          tell(feed, 'extract', rows);
          const now = performance.now();
          ms.set(feed.entity, (ms.get(feed.entity) ?? 0) + now - before);
          before = now;
        });
  phases.extract += Math.round(performance.now() - extracting);
  const commit = (): void => prints.forEach((print, feed) => state.prints.set(feed, print));
  return { source, extracts, ms, commit };
}

async function check(state: SourceState, config: Config): Promise<void> {
  if (state.isChecked) return;
  const problems = await state.source.check();
  if (problems.length > 0) {
    const file = config.sources[state.source.name]?.mappingFile ?? config.path;
    throw problemsError('mapping_invalid', file, problems);
  }
  state.isChecked = true;
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
