import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Config, Feed } from '../config/config.ts';
import { problemsError, type Problem } from '../config/problem.ts';
import { readingOf, type FeedShape } from '../sources/feed-shape.ts';
import type { Source } from '../sources/source.ts';
import type { KnownShapes, SourceShapes } from '../sync/known-shapes.ts';
import { checkMapping } from './check-mapping.ts';
import { compareTables, type NewColumn } from './new-columns.ts';

/** Entities that could be read and no longer can, with the reason. */
export type Stopped = ReadonlyMap<string, TreelineError>;

/** What is known of earlier runs. */
export interface Memory {
  /** Whether the feed has been read before, with this very mapping. */
  wasRead(feed: Feed): boolean;
  readonly shapes: KnownShapes;
}

/** How a source has changed since it was last read. */
export interface Drift {
  readonly stopped: Stopped;
  /** What is to be remembered once the run has landed; null while nothing differs. */
  readonly shapes: SourceShapes | null;
  readonly newColumns: readonly NewColumn[];
}

/** Asked in one run. */
interface Question {
  /** Entities that are read anew, whatever type their columns have by now. */
  readonly accepted: ReadonlySet<string>;
  /** UTC. */
  readonly now: string;
}

/**
 * Checks a source's mapping. What has been read with this very mapping before, and does not fit any more or would be
 * read in another way, has changed in the source: that entity stops, and the others go on. Any other problem is a
 * mistake in the file. Errors: `mapping_invalid`, the source's own.
 */
export async function findDrift(
  config: Config,
  source: Source,
  memory: Memory,
  { accepted, now }: Question,
): Promise<Drift> {
  const stopped = await findUnreadable(config, source, memory);
  const entities = Object.entries(config.sources[source.name]?.entities ?? {});
  const shapes = new Map<Feed, FeedShape>();
  const mapped = new Map<Feed, ReadonlyMap<string, string>>();
  for (const [entity, feeds] of entities) {
    if (!stopped.has(entity)) for (const feed of feeds) shapes.set(feed, source.shape(feed));
    const isKnown = feeds.every((feed) => memory.wasRead(feed));
    const problems =
      isKnown && !accepted.has(entity) ? findRetyped(config, feeds, shapes, memory.shapes) : [];
    if (problems.length > 0) stopped.set(entity, stoppedError(source, feeds, problems));
    for (const feed of feeds) {
      const known = stopped.has(entity) ? memory.shapes.mapped(feed) : shapes.get(feed)?.mapped;
      if (known !== null && known !== undefined) mapped.set(feed, known);
    }
  }
  const { columns, news } = compareTables(
    entities.flatMap(([, feeds]) => feeds),
    shapes,
    memory.shapes,
    now,
  );
  const found = { source: source.name, columns, mapped };
  return { stopped, shapes: isKnownAlready(found, memory.shapes) ? null : found, newColumns: news };
}

async function findUnreadable(
  config: Config,
  source: Source,
  { wasRead }: Memory,
): Promise<Map<string, TreelineError>> {
  const stopped = new Map<string, TreelineError>();
  try {
    await checkMapping(config, [source]);
  } catch (error) {
    if (!(error instanceof TreelineError) || error.code !== 'mapping_invalid') throw error;
    for (const [entity, feeds] of Object.entries(config.sources[source.name]?.entities ?? {})) {
      const problems = await source.check(feeds);
      if (problems.length === 0) continue;
      if (!feeds.every(wasRead)) throw error;
      stopped.set(entity, stoppedError(source, feeds, problems, error));
    }
  }
  return stopped;
}

/** Mapped columns whose values would be read in another way than before. */
function findRetyped(
  config: Config,
  feeds: readonly Feed[],
  shapes: ReadonlyMap<Feed, FeedShape>,
  known: KnownShapes,
): Problem[] {
  return feeds.flatMap((feed) => {
    const before = known.mapped(feed);
    return [...(shapes.get(feed)?.mapped ?? [])].flatMap(([column, type]): Problem[] => {
      const was = before?.get(column);
      if (was === undefined || readingOf(was) === readingOf(type)) return [];
      const at = feed.columns.find((one) => one.name === column)?.at ?? [...feed.at, column];
      const line = config.sources[feed.source]?.lineOf(at) ?? 0;
      const again = `treeline sync --full --entity ${feed.entity}`;
      return [
        {
          line,
          message: `${feed.entity}.${column} was ${was} and is ${type} now. If that is as it should be, \`${again}\` reads it anew.`,
        },
      ];
    });
  });
}

function stoppedError(
  source: Source,
  feeds: readonly Feed[],
  problems: readonly Problem[],
  cause?: unknown,
): TreelineError {
  const { entity = '', file = '' } = feeds[0] ?? {};
  const { message } = problemsError('mapping_invalid', file, problems);
  return new TreelineError(
    'entity_stopped',
    `${source.name}.${entity} is no longer read, because its source has changed:\n${message}\nThe warehouse keeps what it has of it; all else goes on. Mend the mapping, or the source.`,
    { source: source.name, entity },
    cause,
  );
}

/** Whether nothing of this has to be written down. */
function isKnownAlready({ source, columns, mapped }: SourceShapes, known: KnownShapes): boolean {
  const areSame = [...columns].every(([table, list]) => {
    const before = known.columns(source, table);
    return (
      (before?.size ?? 0) === list.size &&
      [...list].every(([name, one]) => before?.get(name)?.type === one.type)
    );
  });
  return (
    areSame &&
    [...mapped].every(([feed, list]) => {
      const before = known.mapped(feed);
      return (
        (before?.size ?? 0) === list.size && [...list].every(([name, type]) => before?.get(name) === type)
      );
    })
  );
}
