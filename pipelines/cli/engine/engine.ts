import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.ts';
import { createSync } from '../../sync/sync.ts';
import type { SyncOptions, SyncReport } from '../../sync/report.ts';
import { ensureWarehouseSchema } from '../../sync/warehouse-schema.ts';
import { createModels, type BuildOptions, type BuildReport } from '../../../models/models.ts';
import { businessDayOf } from '../../../server/calendar/business-day.ts';
import type { FreshnessState, PublishEvent } from '../../../server/contracts/events.ts';
import type { RunSummary } from '../../../server/contracts/status.ts';
import type { Directory } from '../../../server/accounts/directory.ts';
import type { Semantic } from '../../../semantic/semantic.ts';
import { instantOf } from '../../../warehouse/instant.ts';
import { openWarehouse, type Warehouse } from '../../../warehouse/warehouse.ts';
import { createTrace, type Trace } from './lineage.ts';
import { startLiveLoop, type LiveLoop } from './live-loop.ts';
import type { Operations, Progress, SyncRequest } from './operations.ts';
import { createOperations } from './own-operations.ts';
import { createQueue } from './queue.ts';
import { lastReconciled, readRuns } from './run-history.ts';
import { directorySettings, modelSettings, pinnedNow, serverSettings } from './settings-of.ts';

/** Owns the warehouse of this process: syncs, builds, publishes, one thing at a time. */
export interface Engine {
  readonly config: Config;
  readonly warehouse: Warehouse;
  readonly operations: Operations;
  /** What is published; null before the first time. */
  current(): PublishEvent | null;
  freshness(): FreshnessState;
  runs(): Promise<readonly RunSummary[]>;
  /** The semantic layer over what is published, opened when first asked for. Errors: `not_published`. */
  semantic(): Promise<Semantic>;
  /** From a member down to the columns of the sources. */
  readonly trace: Trace;
  /** Accounts, sessions and the audit, opened when first asked for. Errors: `state_unreachable`. */
  directory(): Promise<Directory>;
  /** Called after each publish; the next step or job waits for it. */
  onPublish(listener: (publish: PublishEvent) => Promise<void>): void;
  onFreshness(listener: (state: FreshnessState) => void): void;
  /** Where the boards are, for `status`. */
  setAddress(url: string): void;
  /** Follows the sources from now on; does nothing once it closes. */
  follow(): void;
  /** Ends in good order what is done soon; what would take longer is given up, and the next start does it. */
  close(): Promise<void>;
}

const STATIC: FreshnessState = { state: 'static', since: null, checkedAt: null, code: null, reason: null };

/** In a CRM that is never quiet, what walls do not rank follows at this distance: it takes longer than what they do. */
const REST_EVERY_MS = 30_000;

/** What runs when the process is told to stop has this long to end by itself: service managers wait ten seconds and more. */
const CLOSE_WITHIN_MS = 3_000;

const quietly: Progress = () => undefined;

/** DuckDB's part of the gigabyte that a sync by itself may take. */
export const SYNC_MEMORY = '512MB';

/** Opens the warehouse. Errors: `warehouse_in_use`, `warehouse_unreadable`, `unsupported_setting`. */
export async function openEngine(config: Config, log: Logger): Promise<Engine> {
  const settings = modelSettings(config);
  const calendar = serverSettings(config);
  const warehouse = await openWarehouse(config.warehouse);
  await warehouse.write((connection) => ensureWarehouseSchema(connection, config.extras));
  const sync = createSync(config, warehouse, log);
  const models = await createModels({ warehouse, settings, extras: config.extras });
  const trace = createTrace(config, warehouse);
  const queue = createQueue();
  const publishListeners: ((publish: PublishEvent) => Promise<void>)[] = [];
  const freshnessListeners: ((state: FreshnessState) => void)[] = [];
  const before = await models.published();
  let current: PublishEvent | null =
    before === null
      ? null
      : {
          version: before.version,
          asOf: instantOf(before.asOf).toISOString(),
          part: 'whole',
        };
  let semantic: Promise<Semantic> | null = null;
  let directory: Promise<Directory> | null = null;
  let loop: LiveLoop | null = null;
  let address: string | null = null;
  let isBuildOwed = true;
  let isClosing = false;
  /** When the rest of the models was last brought up to date, by the clock of `performance`. */
  let lastRest = -Infinity;

  async function tell(report: BuildReport, part: PublishEvent['part']): Promise<void> {
    current = { version: report.version, asOf: report.asOf, part };
    const { version, full, models: built, ms } = report;
    log.info({ version, part, full, models: built.length, ms }, 'published');
    await (await semantic)?.published(version);
    await Promise.all(publishListeners.map((listener) => listener({ version, asOf: report.asOf, part })));
  }

  async function build(full: boolean, progress: Progress): Promise<BuildReport> {
    return publish(() => models.build({ full, ...atMoment(progress) }));
  }

  function atMoment(progress: Progress): Pick<BuildOptions, 'asOf' | 'onProgress'> {
    return {
      asOf: pinnedNow(config) ?? new Date(),
      onProgress: ({ model, done, total }) => progress(`building ${model} (${done + 1} of ${total})`),
    };
  }

  async function publish(work: () => Promise<BuildReport>): Promise<BuildReport> {
    isBuildOwed = true;
    const report = await work();
    isBuildOwed = false;
    if (report.changed) await tell(report, models.isRestOwed() ? 'live' : 'whole');
    return report;
  }

  async function publishRest(): Promise<void> {
    isBuildOwed = true;
    const report = await models.buildRest();
    isBuildOwed = false;
    lastRest = performance.now();
    if (report !== null) await tell(report, 'rest');
  }

  async function refresh(
    request: SyncRequest,
    progress: Progress,
    built: (progress: Progress) => Promise<BuildReport> = (told) => build(false, told),
  ): Promise<{ sync: SyncReport; build: BuildReport | null }> {
    // while nobody asks for figures, the size of a source's tables must not decide how much memory a machine needs
    const alone = <T>(work: () => Promise<T>): Promise<T> =>
      semantic === null ? warehouse.within(SYNC_MEMORY, work) : work();
    const options: SyncOptions = {
      full: request.full,
      reconcile: request.reconcile,
      ...(request.entities === null ? {} : { entities: request.entities }),
      onProgress: ({ source, entity, phase, rows }) =>
        progress(
          `${source}: ${phase} ${entity ?? ''} ${rows > 0 ? rows.toLocaleString('en') : ''}`.trimEnd(),
        ),
    };
    const report = await alone(() => sync.run(options));
    return { sync: report, build: report.changed || isBuildOwed ? await built(progress) : null };
  }

  async function isReconciliationDue(): Promise<boolean> {
    const hours = config.sync.reconcile_every_h;
    if (hours === 0) return false;
    const last = await lastReconciled(warehouse);
    return last !== null && Date.now() - last.getTime() >= hours * 3_600_000;
  }

  /**
   * One round of the live loop: what walls rank is published first, the rest after it. A source that fails is told only
   * after the others' news is out.
   */
  async function round(whole: boolean): Promise<void> {
    if (!whole && sync.liveEntities.length === 0) return;
    const reconcile = whole && (await isReconciliationDue());
    const entities = whole ? null : [...sync.liveEntities];
    const { sync: report } = await queue.run(() =>
      refresh({ full: false, reconcile, entities }, quietly, () =>
        publish(() => models.buildLive(atMoment(quietly))),
      ),
    );
    if (models.isRestOwed() && performance.now() - lastRest >= REST_EVERY_MS) await queue.run(publishRest);
    for (const { error, entity } of report.failures)
      if (entity !== null) log.warn({ err: error }, 'an entity stopped');
    const lost = report.failures.find((one) => one.entity === null);
    if (lost !== undefined) throw lost.error;
  }

  const engine: Engine = {
    config,
    warehouse,
    operations: createOperations({
      config,
      warehouse,
      models,
      sync,
      queue,
      refresh,
      build,
      semantic: () => engine.semantic(),
      trace,
      directory: () => engine.directory(),
      current: () => current,
      freshness: () => engine.freshness(),
      isServing: () => address !== null || loop !== null,
      address: () => address,
    }),
    trace,
    current: () => current,
    freshness: () => loop?.state() ?? STATIC,
    runs: () => readRuns(warehouse),
    semantic() {
      semantic ??= import('./open-semantic.ts').then(({ openSemantic }) =>
        openSemantic(config, warehouse, log),
      );
      const opening = semantic;
      opening.catch(() => {
        if (semantic === opening) semantic = null;
      });
      return opening;
    },
    directory() {
      directory ??= import('../../../server/accounts/directory.ts').then(({ openDirectory }) =>
        openDirectory(directorySettings(config)),
      );
      const opening = directory;
      opening.catch(() => {
        if (directory === opening) directory = null;
      });
      return opening;
    },
    onPublish: (listener) => publishListeners.push(listener),
    onFreshness: (listener) => freshnessListeners.push(listener),
    setAddress(url) {
      address = url;
    },
    follow() {
      if (isClosing) return;
      loop ??= startLiveLoop(
        { liveEveryMs: config.sync.live_every_ms, wholeEveryMs: config.sync.every_s * 1000 },
        {
          refresh: round,
          businessDay: (moment) => businessDayOf((pinnedNow(config) ?? moment).toISOString(), calendar),
          publishDay: async () => {
            await queue.run(() => build(false, quietly));
          },
          onState: (state) => freshnessListeners.forEach((listener) => listener(state)),
          onError: (error, failures) =>
            log.warn({ err: error, failures }, 'the sources could not be followed'),
          now: () => new Date(),
          wait: waitOrAbort,
        },
      );
    },
    async close() {
      isClosing = true;
      const idle = Promise.all([loop?.stop(), queue.idle()]);
      const isIdle = await Promise.race([
        idle.then(() => true),
        setTimeout(CLOSE_WITHIN_MS, false, { ref: false }),
      ]);
      if (isIdle) {
        // what is still owed would make the next start build everything
        await models.buildRest().catch((err: unknown) => log.warn({ err }, 'the rest was not published'));
      } else {
        log.info('told to stop: what runs is given up');
        await warehouse.giveUp();
        await idle;
      }
      await (await semantic?.catch(() => null))?.close();
      await (await directory?.catch(() => null))?.close();
      await sync.close();
      await warehouse.close();
    },
  };
  return engine;
}

async function waitOrAbort(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
