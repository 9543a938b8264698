import type { Config } from '../config/config.ts';
import { problemsError, type Problem } from '../config/problem.ts';
import type { Source } from '../sources/source.ts';
import { settleOptional } from './settle-optional.ts';

/**
 * Asks every source whether its mapping can be read, before a row is copied; what is optional and absent is left out.
 * Errors: `mapping_invalid` with every problem of the first file that has any; the sources' own when unreachable.
 */
export async function checkMapping(config: Config, sources: readonly Source[]): Promise<void> {
  const byFile = new Map<string, Problem[]>();
  for (const source of sources) {
    const settings = config.sources[source.name];
    if (settings === undefined) continue;
    await settleOptional(source, settings);
    const feeds = Object.values(settings.entities).flat();
    for (const file of new Set(feeds.map((one) => one.file))) {
      const found = await source.check(feeds.filter((one) => one.file === file));
      byFile.set(file, [...(byFile.get(file) ?? []), ...found]);
    }
  }
  for (const [file, problems] of byFile) {
    if (problems.length > 0) throw problemsError('mapping_invalid', file, problems);
  }
}
