import type { Config } from '../config/config.ts';
import type { Extract, Source } from '../sources/source.ts';
import type { Stopped } from '../mapping/drift.ts';
import { createIntakes, type Intakes } from './intake.ts';
import type { ReadPlan } from './plan-read.ts';
import type { SyncOptions } from './report.ts';
import type { StageRun } from './stage.ts';
import type { StraightLanding } from './straight-landing.ts';

/** What was read from one source. */
export interface SourceRead {
  readonly source: Source;
  readonly extracts: readonly Extract[];
  readonly ranges: ReadPlan['ranges'];
  readonly stopped: Stopped;
  readonly intakes: Intakes;
  /** Time per entity, in milliseconds. */
  readonly ms: ReadonlyMap<string, number>;
}

/** Reads what the plan asks for into the stage. */
export async function readSource(
  plan: ReadPlan,
  config: Config,
  options: SyncOptions,
  stage: StageRun,
  straight: StraightLanding | null,
): Promise<SourceRead> {
  const { ranges } = plan;
  const { stopped } = plan.state;
  const { source } = plan.state;
  const intakes = createIntakes(config, stage, straight);
  const ms = new Map<string, number>();
  try {
    if (plan.requests.length === 0) return { source, extracts: [], ranges, stopped, intakes, ms };
    let before = performance.now();
    const extracts = await source.extract(plan.requests, { ...stage, intakes }, (feed, rows) => {
      options.onProgress?.({ source: source.name, entity: feed.entity, phase: 'extract', rows });
      const now = performance.now();
      ms.set(feed.entity, (ms.get(feed.entity) ?? 0) + now - before);
      before = now;
    });
    return { source, extracts, ranges, stopped, intakes, ms };
  } finally {
    await source.release();
  }
}
