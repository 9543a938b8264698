import type { Logger } from 'pino';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Absent, Config } from '../config/config.ts';
import { checkMapping } from '../mapping/check-mapping.ts';
import { describeNewColumn } from '../mapping/new-columns.ts';
import { createSource } from '../sources/create-source.ts';
import { SOURCE_CHANGED } from '../sources/source.ts';
import { compareSources } from './compare-sources.ts';
import { nextRunId } from './land.ts';
import { landRun } from './land-run.ts';
import { enrichmentsOf } from './enrich-rows.ts';
import { createLostRows } from './lost-rows.ts';
import { writeMapped } from './mapped.ts';
import { persistently } from './persistently.ts';
import { planRead, type SourceState } from './plan-read.ts';
import type { Comparison } from './reconciliation.ts';
import { mergeReports, type Failure, type Phase, type SyncOptions, type SyncReport } from './report.ts';
import { writeFailure } from './run-log.ts';
import { createStage } from './stage.ts';
import { utcText } from './utc-text.ts';
import { ensureWarehouseSchema } from './warehouse-schema.ts';
import { readWatermarks, type Watermarks } from './watermark.ts';

/** Copies what the configured sources hold into the warehouse. */
export interface Sync {
  /** Entities of `sync.live` that can be polled; empty when no source has a watermark for them. */
  readonly liveEntities: readonly string[];
  /** Checks the whole mapping against the sources; copies nothing. Errors: `mapping_invalid`, a source's own. */
  check(): Promise<void>;
  /** One run: calls queue. Everything it lands, lands in one transaction. */
  run(options?: SyncOptions): Promise<SyncReport>;
  /** What is optional in a mapping and not in its source, of the sources that have answered. */
  absent(): readonly (Absent & { readonly source: string })[];
  /** What a full run would land: reads every row of the sources, writes nothing. */
  compare(onProgress?: SyncOptions['onProgress']): Promise<readonly Comparison[]>;
  close(): Promise<void>;
}

export interface SyncEffects {
  readonly now: () => Date;
  /** Before the first attempt after one that failed, in milliseconds. */
  readonly retryWaitMs: number;
}

const EFFECTS: SyncEffects = { now: () => new Date(), retryWaitMs: 500 };

export function createSync(
  config: Config,
  warehouse: Warehouse,
  log: Logger,
  given: Partial<SyncEffects> = {},
): Sync {
  const effects = { ...EFFECTS, ...given };
  const sources = Object.values(config.sources).map((one) => createSource(one, config, warehouse));
  const states: SourceState[] = sources.map((source) => ({
    source,
    isChecked: false,
    stopped: new Map(),
    prints: new Map(),
    bounds: new Map(),
  }));
  const stage = createStage(warehouse);
  const lostRows = createLostRows(config, warehouse, effects.now);
  // nobody else writes these: they are read once and kept
  let watermarks: Watermarks | null = null;
  let lastRunId = 0;
  let isReady = false;
  let mappedChanged = false;
  let settledCount = -1;
  let isFailing = false;
  // whether the last run read all that it read whole: then its counts were the source's own
  let wasWhole = false;
  let last: Promise<unknown> = Promise.resolve();

  /** What is mapped is known in full once every source has said what it has of the optional. */
  async function noteMapped(): Promise<void> {
    const settled = Object.values(config.sources).filter((one) => one.absent !== null);
    if (settled.length === settledCount) return;
    settledCount = settled.length;
    mappedChanged = (await warehouse.write((connection) => writeMapped(connection, config))) || mappedChanged;
    for (const { name, absent } of settled) {
      if (absent !== null && absent.length > 0) log.info({ source: name, absent }, 'not mapped: not there');
    }
  }

  async function makeReady(): Promise<Watermarks> {
    if (watermarks !== null) return watermarks;
    return warehouse.write(async (connection) => {
      if (!isReady) {
        await ensureWarehouseSchema(connection, config.extras, enrichmentsOf(config));
        isReady = true;
      }
      lastRunId = (await nextRunId(connection)) - 1;
      watermarks = await readWatermarks(connection, config);
      return watermarks;
    });
  }

  /** A statement that ran before and fails now: perhaps tables have changed, which the next run looks at. */
  function noteRefusal(error: unknown): void {
    const isRefusal =
      error instanceof TreelineError && (error.code === 'source_query' || error.code === SOURCE_CHANGED);
    if (isRefusal) for (const state of states) state.isChecked = false;
  }

  /** Does `work` for every item; a failing source does not keep the others from being read. */
  async function each<Item, Result>(
    items: readonly Item[],
    nameOf: (item: Item) => string,
    failures: Failure[],
    work: (item: Item) => Promise<Result>,
  ): Promise<Result[]> {
    const results: Result[] = [];
    for (const item of items) {
      try {
        results.push(await work(item));
      } catch (error) {
        const isSourceFailure = error instanceof TreelineError && error.code !== 'mapping_invalid';
        if (!isSourceFailure || failures.length + 1 === states.length) throw error;
        noteRefusal(error);
        failures.push({ source: nameOf(item), entity: null, error });
      }
    }
    return results;
  }

  async function run(options: SyncOptions): Promise<SyncReport> {
    const startedAt = effects.now();
    const phases: Record<Phase, number> = { connect: 0, extract: 0, land: 0 };
    const timed = async <T>(phase: Phase, work: () => Promise<T>): Promise<T> => {
      const begin = performance.now();
      const result = await work();
      phases[phase] += Math.round(performance.now() - begin);
      return result;
    };
    const failures: Failure[] = [];
    const known = await makeReady();
    await noteMapped();
    const plans = await timed('connect', () =>
      each(
        states,
        (one) => one.source.name,
        failures,
        (state) => {
          options.onProgress?.({ source: state.source.name, entity: null, phase: 'connect', rows: 0 });
          return planRead(state, config, known, options, utcText(startedAt));
        },
      ),
    );
    await noteMapped();
    const isIdle = options.entities !== undefined && plans.every((one) => one.requests.length === 0);
    const landed = isIdle
      ? null
      : await landRun(plans, {
          ...{ config, warehouse, stage, log, known, options, startedAt, timed, now: effects.now },
          read: (work) => each(plans, (one) => one.state.source.name, failures, work),
          failures: () => [...failures, ...stoppedEntities(options)],
        });
    wasWhole = landed?.isFull ?? false;
    if (landed !== null && landed.isWritten) {
      lastRunId = landed.runId;
      watermarks = null;
      log.info({ runId: lastRunId, changed: landed.isChanged, phases }, 'sync');
    }
    for (const plan of plans) plan.commit();
    const notes = landed === null ? [] : landed.newColumns.map(describeNewColumn);
    for (const note of notes) log.info({ note }, 'a source has changed');
    const changed = mappedChanged || (landed?.isChanged ?? false);
    mappedChanged = false;
    return {
      runId: lastRunId,
      startedAt: utcText(startedAt),
      finishedAt: utcText(effects.now()),
      entities: landed?.entities ?? [],
      phases,
      changed,
      failures: [...failures, ...stoppedEntities(options)],
      notes,
    };
  }

  /** Told by regular runs; polls go on in silence. */
  function stoppedEntities(options: SyncOptions): Failure[] {
    if (options.entities !== undefined) return [];
    return states.flatMap(({ source, stopped }) =>
      [...stopped].map(([entity, error]) => ({ source: source.name, entity, error })),
    );
  }

  /** Compares with the source what increments have lost sight of. */
  async function findLost(report: SyncReport, options: SyncOptions): Promise<SyncReport> {
    let total = report;
    for (const { source, stopped } of states) {
      if (report.failures.some((one) => one.source === source.name && one.entity === null)) continue;
      const entities = await lostRows.find(source, stopped);
      if (entities.length === 0) continue;
      log.info({ source: source.name, entities }, 'counts differ: comparing ranges of keys');
      total = mergeReports(total, await run({ ...options, entities, reconcile: true }));
      await lostRows.settle(source, entities, stopped);
    }
    return total;
  }

  /** Polls come again by themselves. */
  function runPersistently(options: SyncOptions): Promise<SyncReport> {
    if (options.entities !== undefined) return run(options);
    return persistently(
      () => run(options),
      effects.retryWaitMs,
      (error, retriesLeft) => {
        watermarks = null;
        if (retriesLeft > 0) log.warn({ err: error, retriesLeft }, 'a source was lost');
      },
    );
  }

  async function runOrRecord(options: SyncOptions): Promise<SyncReport> {
    const startedAt = effects.now();
    try {
      const isRegular = options.entities === undefined && options.full !== true && options.reconcile !== true;
      const first = await runPersistently(options);
      const report = isRegular && !wasWhole ? await findLost(first, options) : first;
      isFailing = false;
      return report;
    } catch (error) {
      noteRefusal(error);
      // what was to be read anew, whatever its types, was not
      if (options.full === true) for (const state of states) state.isChecked = false;
      // a poll that fails twice a second must not fill the history of runs
      if (!isFailing || options.entities === undefined) {
        // on a full disk not even this can be written: what led to it is what counts
        await writeFailure(warehouse, config, error, startedAt, effects.now).catch((unwritten: unknown) =>
          log.error({ err: unwritten }, 'a failed run could not be recorded'),
        );
      }
      isFailing = true;
      watermarks = null;
      throw error;
    }
  }

  async function compare(onProgress: SyncOptions['onProgress']): Promise<readonly Comparison[]> {
    const known = await makeReady();
    const asked = { now: utcText(effects.now()), onProgress };
    return stage.run((place) => compareSources(states, config, known, asked, place));
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    // whatever way a run ends, it holds no moment of a source any longer
    const turn = last.then(work).finally(() => Promise.all(sources.map((source) => source.release())));
    last = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  return {
    liveEntities: config.sync.live.filter((entity) =>
      Object.values(config.sources).some((one) =>
        (one.entities[entity] ?? []).some((feed) => feed.watermark !== null),
      ),
    ),
    check: () => checkMapping(config, sources),
    absent: () =>
      Object.values(config.sources).flatMap(({ name, absent }) =>
        (absent ?? []).map((one) => ({ ...one, source: name })),
      ),
    run: (options = {}) => inTurn(() => runOrRecord(options)),
    compare: (onProgress) => inTurn(() => compare(onProgress)),
    async close() {
      await last;
      await Promise.all(sources.map((source) => source.close()));
      await stage.close();
    },
  };
}
