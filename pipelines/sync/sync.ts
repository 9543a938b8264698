import type { Logger } from 'pino';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Config } from '../config/config.ts';
import { checkMapping } from '../mapping/check-mapping.ts';
import { createSource } from '../sources/create-source.ts';
import { nextRunId } from './land.ts';
import { createLostRows } from './lost-rows.ts';
import { writeMapped } from './mapped.ts';
import { planRead, type ReadPlan, type SourceState } from './plan-read.ts';
import { prepareLanding } from './prepare-landing.ts';
import { readSource, type SourceRead } from './read-source.ts';
import { mergeReports, type EntityReport, type Phase, type SyncOptions, type SyncReport } from './report.ts';
import { writeFailure, writeRun } from './run-log.ts';
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
  /** What a full run would land: reads every row of the sources, writes nothing. */
  compare(onProgress?: SyncOptions['onProgress']): Promise<readonly EntityReport[]>;
  close(): Promise<void>;
}

export interface SyncEffects {
  readonly now: () => Date;
}

type Failure = SyncReport['failures'][number];

export function createSync(
  config: Config,
  warehouse: Warehouse,
  log: Logger,
  effects: SyncEffects = { now: () => new Date() },
): Sync {
  const sources = Object.values(config.sources).map((one) => createSource(one, config, warehouse));
  const states: SourceState[] = sources.map((source) => ({ source, isChecked: false, prints: new Map() }));
  const stage = createStage(warehouse);
  const lostRows = createLostRows(config, warehouse, effects.now);
  // nobody else writes these: they are read once and kept
  let watermarks: Watermarks | null = null;
  let lastRunId = 0;
  let isReady = false;
  let mappedChanged = false;
  let isFailing = false;
  let last: Promise<unknown> = Promise.resolve();

  async function makeReady(): Promise<Watermarks> {
    if (watermarks !== null) return watermarks;
    return warehouse.write(async (connection) => {
      if (!isReady) {
        await ensureWarehouseSchema(connection, config.extras);
        mappedChanged = await writeMapped(connection, config);
        isReady = true;
      }
      lastRunId = (await nextRunId(connection)) - 1;
      watermarks = await readWatermarks(connection, config);
      return watermarks;
    });
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
        failures.push({ source: nameOf(item), error });
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
    const plans = await timed('connect', () =>
      each(
        states,
        (one) => one.source.name,
        failures,
        (state) => {
          options.onProgress?.({ source: state.source.name, entity: null, phase: 'connect', rows: 0 });
          return planRead(state, config, known, options);
        },
      ),
    );
    const isIdle = options.entities !== undefined && plans.every((one) => one.requests.length === 0);
    const landed = isIdle ? null : await land(plans, known, options, startedAt, failures, timed);
    if (landed !== null && landed.isWritten) {
      lastRunId = landed.runId;
      watermarks = null;
      log.info({ runId: lastRunId, changed: landed.isChanged, phases }, 'sync');
    }
    for (const plan of plans) plan.commit();
    const changed = mappedChanged || (landed?.isChanged ?? false);
    mappedChanged = false;
    return {
      runId: lastRunId,
      startedAt: utcText(startedAt),
      finishedAt: utcText(effects.now()),
      entities: landed?.entities ?? [],
      phases,
      changed,
      failures,
    };
  }

  async function land(
    plans: readonly ReadPlan[],
    known: Watermarks,
    options: SyncOptions,
    startedAt: Date,
    failures: Failure[],
    timed: <T>(phase: Phase, work: () => Promise<T>) => Promise<T>,
  ): Promise<Awaited<ReturnType<typeof writeRun>>> {
    return stage.run(async (place) => {
      const reads: readonly SourceRead[] = await timed('extract', () =>
        each(
          plans,
          (one) => one.state.source.name,
          failures,
          (plan) => readSource(plan, options, place),
        ),
      );
      return timed('land', async () => {
        const landing = await prepareLanding(reads, config, known, options, place);
        const facts = { startedAt, now: effects.now, isQuiet: options.entities !== undefined };
        return writeRun(warehouse, config, landing, failures, facts);
      });
    });
  }

  /** Reads whole what increments have lost sight of. */
  async function findLost(report: SyncReport, options: SyncOptions): Promise<SyncReport> {
    let total = report;
    for (const { source } of states) {
      if (report.failures.some((one) => one.source === source.name)) continue;
      const entities = await lostRows.find(source);
      if (entities.length === 0) continue;
      log.info({ source: source.name, entities }, 'counts differ: reading whole');
      total = mergeReports(total, await run({ ...options, entities, full: true }));
      await lostRows.settle(source, entities);
    }
    return total;
  }

  async function runOrRecord(options: SyncOptions): Promise<SyncReport> {
    const startedAt = effects.now();
    try {
      const isRegular = options.entities === undefined && options.full !== true;
      const report = isRegular ? await findLost(await run(options), options) : await run(options);
      isFailing = false;
      return report;
    } catch (error) {
      // a poll that fails twice a second must not fill the history of runs
      if (!isFailing || options.entities === undefined) {
        await writeFailure(warehouse, config, error, startedAt, effects.now);
      }
      isFailing = true;
      watermarks = null;
      throw error;
    }
  }

  async function compare(onProgress: SyncOptions['onProgress']): Promise<readonly EntityReport[]> {
    const options: SyncOptions = { full: true, ...(onProgress === undefined ? {} : { onProgress }) };
    const known = await makeReady();
    return stage.run(async (place) => {
      const reads: SourceRead[] = [];
      for (const state of states) {
        reads.push(await readSource(await planRead(state, config, known, options), options, place));
      }
      return (await prepareLanding(reads, config, known, options, place)).entities;
    });
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
    run: (options = {}) => inTurn(() => runOrRecord(options)),
    compare: (onProgress) => inTurn(() => compare(onProgress)),
    async close() {
      await last;
      await Promise.all(sources.map((source) => source.close()));
      await stage.close();
    },
  };
}
