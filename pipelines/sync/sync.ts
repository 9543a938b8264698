import type { Logger } from 'pino';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Config, Feed } from '../config/config.ts';
import { checkMapping } from '../mapping/check-mapping.ts';
import { createSource } from '../sources/create-source.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { writeMapped } from './mapped.ts';
import { readSource, type SourceState } from './read-source.ts';
import type { SyncOptions, SyncReport } from './report.ts';
import { createStage } from './stage.ts';
import { ensureWarehouseSchema } from './warehouse-schema.ts';
import { prepareLanding } from './prepare-landing.ts';
import { writeFailure, writeRun } from './run-log.ts';
import { readWatermarks } from './watermark.ts';
import { utcText } from './utc-text.ts';

/** Copies what the configured sources hold into the warehouse. */
export interface Sync {
  /** Entities of `sync.live` that can be polled; empty when no source has a watermark for them. */
  readonly liveEntities: readonly string[];
  /** Checks the whole mapping against the sources; copies nothing. Errors: `mapping_invalid`, a source's own. */
  check(): Promise<void>;
  /** One run: calls queue. Everything it lands, lands in one transaction. */
  run(options?: SyncOptions): Promise<SyncReport>;
  close(): Promise<void>;
}

export interface SyncEffects {
  readonly now: () => Date;
}

export function createSync(
  config: Config,
  warehouse: Warehouse,
  log: Logger,
  effects: SyncEffects = { now: () => new Date() },
): Sync {
  const sources = Object.values(config.sources).map((one) => createSource(one, config, warehouse));
  const states: SourceState[] = sources.map((source) => ({ source, isChecked: false, prints: new Map() }));
  const stage = createStage(warehouse);
  let isReady = false;
  let mappedChanged = false;
  let isFailing = false;
  let last: Promise<unknown> = Promise.resolve();

  async function makeReady(): Promise<void> {
    if (isReady) return;
    await warehouse.write(async (connection) => {
      await ensureWarehouseSchema(connection, config.extras);
      mappedChanged = await writeMapped(connection, config);
    });
    isReady = true;
  }

  async function run(options: SyncOptions): Promise<SyncReport> {
    const startedAt = effects.now();
    const clock = performance.now();
    await makeReady();
    const phases = { connect: 0, extract: 0, land: 0 };
    try {
      const report = await stage.run(async (place) => {
        const watermarks = await readWatermarks(place.connection, config);
        const failures: { source: string; error: TreelineError }[] = [];
        const reads = [];
        for (const state of states) {
          try {
            reads.push(await readSource(state, config, watermarks, options, place, phases));
          } catch (error) {
            if (!(error instanceof TreelineError) || error.code === 'mapping_invalid' || states.length === 1)
              throw error;
            failures.push({ source: state.source.name, error });
          }
        }
        const first = failures[0];
        if (first !== undefined && failures.length === states.length) throw first.error;
        const landing = performance.now();
        const landed = await prepareLanding(reads, config, watermarks, options, place);
        const { runId, isWritten } = await writeRun(warehouse, config, landed, failures, {
          startedAt,
          now: effects.now,
          isQuiet: options.entities !== undefined,
          isFull: options.full === true,
        });
        for (const read of reads) read.commit();
        phases.land = Math.round(performance.now() - landing);
        const changed = mappedChanged || landed.isChanged;
        mappedChanged = false;
        const { entities } = landed;
        const finishedAt = utcText(effects.now());
        if (isWritten) log.info({ runId, changed, ms: Math.round(performance.now() - clock) }, 'sync');
        return { runId, startedAt: utcText(startedAt), finishedAt, entities, phases, changed, failures };
      });
      isFailing = false;
      return report;
    } catch (error) {
      // a poll that fails twice a second must not fill the history of runs
      if (!isFailing || options.entities === undefined)
        await writeFailure(warehouse, config, error, startedAt, effects.now);
      isFailing = true;
      throw error;
    }
  }

  return {
    liveEntities: config.sync.live.filter((entity) =>
      sources.some((source) =>
        feedsOf(config, source.name).some((feed) => feed.entity === entity && feed.watermark !== null),
      ),
    ),
    check: () => checkMapping(config, sources),
    run(options = {}) {
      const turn = last.then(() => run(options));
      last = turn.then(
        () => undefined,
        () => undefined,
      );
      return turn;
    },
    async close() {
      await last;
      await Promise.all(sources.map((source) => source.close()));
      await stage.close();
    },
  };
}

function feedsOf(config: Config, source: string): readonly Feed[] {
  return Object.values(config.sources[source]?.entities ?? {}).flat();
}
