import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Config, Feed } from '../config/config.ts';
import { problemsError } from '../config/problem.ts';
import type { Source } from '../sources/source.ts';
import { checkMapping } from './check-mapping.ts';

/** Entities that could be read and no longer can, with the reason. */
export type Stopped = ReadonlyMap<string, TreelineError>;

/**
 * Checks a source's mapping. What has been read with this very mapping before, and does not fit any more, has changed
 * in the source: that entity stops, and the others go on. Any other problem is a mistake in the file.
 * Errors: `mapping_invalid`, the source's own.
 */
export async function checkReadable(
  config: Config,
  source: Source,
  wasRead: (feed: Feed) => boolean,
): Promise<Stopped> {
  const stopped = new Map<string, TreelineError>();
  try {
    await checkMapping(config, [source]);
  } catch (error) {
    if (!(error instanceof TreelineError) || error.code !== 'mapping_invalid') throw error;
    for (const [entity, feeds] of Object.entries(config.sources[source.name]?.entities ?? {})) {
      const problems = await source.check(feeds);
      const [first] = feeds;
      if (problems.length === 0 || first === undefined) continue;
      if (!feeds.every(wasRead)) throw error;
      const { message } = problemsError('mapping_invalid', first.file, problems);
      stopped.set(
        entity,
        new TreelineError(
          'entity_stopped',
          `${source.name}.${entity} is no longer read, because its source has changed:\n${message}\nThe warehouse keeps what it has of it; all else goes on. Mend the mapping, or the source.`,
          { source: source.name, entity },
          error,
        ),
      );
    }
  }
  return stopped;
}
