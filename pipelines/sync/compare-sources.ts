import type { Config } from '../config/config.ts';
import { planRead, type ReadOptions, type SourceState } from './plan-read.ts';
import { prepareLanding } from './prepare-landing.ts';
import { readSource, type SourceRead } from './read-source.ts';
import { compareSides, type Comparison } from './reconciliation.ts';
import type { SyncOptions } from './report.ts';
import type { StageRun } from './stage.ts';
import type { Watermarks } from './watermark.ts';

/** Every row of the sources beside what the warehouse holds of it. Writes the stage alone. */
export async function compareSources(
  states: readonly SourceState[],
  config: Config,
  known: Watermarks,
  { now, onProgress }: { readonly now: string; readonly onProgress: SyncOptions['onProgress'] },
  place: StageRun,
): Promise<readonly Comparison[]> {
  const options: ReadOptions = {
    full: true,
    isLook: true,
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  const reads: SourceRead[] = [];
  for (const state of states) {
    reads.push(
      await readSource(await planRead(state, config, known, options, now), config, options, place, null),
    );
  }
  const { differences } = await prepareLanding(reads, config, known, options, place);
  const comparisons: Comparison[] = [];
  for (const one of differences) comparisons.push(await compareSides(one, place));
  return comparisons;
}
