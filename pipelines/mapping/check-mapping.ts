import type { Config } from '../config/config.ts';
import { problemsError, type Problem } from '../config/problem.ts';
import type { Source } from '../sources/source.ts';

/**
 * Asks every source whether its mapping can be read, before a row is copied.
 * Errors: `mapping_invalid` with every problem of the first file that has any; the sources' own when unreachable.
 */
export async function checkMapping(config: Config, sources: readonly Source[]): Promise<void> {
  const byFile = new Map<string, Problem[]>();
  for (const source of sources) {
    const file = config.sources[source.name]?.mappingFile ?? config.path;
    byFile.set(file, [...(byFile.get(file) ?? []), ...(await source.check())]);
  }
  for (const [file, problems] of byFile) {
    if (problems.length > 0) throw problemsError('mapping_invalid', file, problems);
  }
}
