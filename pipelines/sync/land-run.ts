import type { Logger } from 'pino';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Config } from '../config/config.ts';
import type { ReadPlan } from './plan-read.ts';
import { prepareLanding } from './prepare-landing.ts';
import { readSource, type SourceRead } from './read-source.ts';
import type { Failure, Phase, SyncOptions } from './report.ts';
import { writeRun, type WrittenRun } from './run-log.ts';
import type { Stage, StageRun } from './stage.ts';
import { landStraight, straightFeeds, type StraightLanding } from './straight-landing.ts';
import { StraightRefused } from './straight-refused.ts';
import type { Watermarks } from './watermark.ts';

export interface LandingRun {
  readonly config: Config;
  readonly warehouse: Warehouse;
  readonly stage: Stage;
  readonly log: Logger;
  readonly known: Watermarks;
  readonly options: SyncOptions;
  readonly startedAt: Date;
  readonly now: () => Date;
  timed<T>(phase: Phase, work: () => Promise<T>): Promise<T>;
  /** Reads every plan; a source that fails is noted, and the others go on. */
  read(work: (plan: ReadPlan) => Promise<SourceRead>): Promise<readonly SourceRead[]>;
  /** What has failed so far. */
  failures(): readonly Failure[];
}

/** Reads what is planned and lands it, in one transaction. */
export async function landRun(plans: readonly ReadPlan[], run: LandingRun): Promise<WrittenRun> {
  const { warehouse, stage, log, config, startedAt } = run;
  const feeds = await warehouse.read((connection) => straightFeeds(plans, config, connection));
  if (feeds.size > 0) {
    try {
      return await stage.run((place) =>
        landStraight(warehouse, feeds, startedAt, (straight) => readAndLand(plans, run, place, straight)),
      );
    } catch (error) {
      if (!(error instanceof StraightRefused)) throw error;
      log.warn({ reason: error.message }, 'reading again, the long way');
    }
  }
  return stage.run((place) => readAndLand(plans, run, place, null));
}

async function readAndLand(
  plans: readonly ReadPlan[],
  run: LandingRun,
  place: StageRun,
  straight: StraightLanding | null,
): Promise<WrittenRun> {
  const { warehouse, config, known, options, startedAt, now, timed } = run;
  const reads = await timed('extract', () =>
    run.read(async (plan) => {
      try {
        return await readSource(plan, config, options, place, straight);
      } catch (error) {
        // the others may still land what they brought; any other error ends the whole run
        if (error instanceof TreelineError) await straight?.withdraw(plan.state.source.name);
        throw error;
      }
    }),
  );
  return timed('land', async () => {
    const landing = await prepareLanding(reads, config, known, options, place);
    const facts = {
      ...{ startedAt, now },
      isQuiet: options.entities !== undefined,
      isReconciling: options.reconcile === true,
      // what could not be read today is compared with the same again tomorrow
      drifts: plans.flatMap(({ state, drift }) =>
        drift !== null && reads.some((one) => one.source === state.source) ? [drift] : [],
      ),
    };
    return writeRun(warehouse, straight?.connection ?? null, config, landing, run.failures(), facts);
  });
}
