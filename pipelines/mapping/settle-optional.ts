import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Absent, Feed, SourceConfig } from '../config/config.ts';
import type { Source } from '../sources/source.ts';

/**
 * Takes out of a source's mapping what is optional and not there, once: modules that a company has not installed,
 * columns that only some versions have, files that were not exported. What is left must all be there.
 */
export async function settleOptional(source: Source, settings: SourceConfig): Promise<void> {
  if (settings.absent !== null) return;
  const absent: Absent[] = [];
  const settled: Record<string, readonly Feed[]> = {};
  for (const [entity, feeds] of Object.entries(settings.entities)) {
    const present = await presentFeeds(source, feeds, absent);
    if (present.length > 0) settled[entity] = present;
  }
  settings.entities = settled;
  settings.absent = absent;
}

/** The feeds of one entity that are there; those that stand in for others only where one of the others is not. */
async function presentFeeds(source: Source, feeds: readonly Feed[], absent: Absent[]): Promise<Feed[]> {
  const present: Feed[] = [];
  let isIncomplete = false;
  for (const feed of feeds) {
    if (feed.otherwise && !isIncomplete) continue;
    const required = { ...feed, columns: feed.columns.filter((one) => !one.optional) };
    const reason = feed.optional ? await reasonAgainst(source, required) : null;
    if (reason !== null) {
      isIncomplete = true;
      absent.push({ entity: feed.entity, column: null, reason });
      continue;
    }
    // it stands in for the one before it: a further one has nothing to stand in for
    if (feed.otherwise) isIncomplete = false;
    const settled = await withPresentColumns(source, feed, absent);
    // a feed of which nothing is missing, and nothing before it, stays the one that it was
    present.push(settled.index === present.length ? settled : { ...settled, index: present.length });
  }
  return present;
}

async function withPresentColumns(source: Source, feed: Feed, absent: Absent[]): Promise<Feed> {
  const missing = new Set<string>();
  for (const column of feed.columns.filter((one) => one.optional)) {
    const reason = await reasonAgainst(source, { ...feed, watermark: null, columns: [column] });
    if (reason === null) continue;
    missing.add(column.name);
    absent.push({ entity: feed.entity, column: column.name, reason });
  }
  return missing.size === 0
    ? feed
    : { ...feed, columns: feed.columns.filter((one) => !missing.has(one.name)) };
}

/** Why a feed cannot be read; null when it can. */
async function reasonAgainst(source: Source, feed: Feed): Promise<string | null> {
  try {
    const problems = await source.check([feed]);
    return problems[0]?.message ?? null;
  } catch (error) {
    // a folder without the file is a table that is not there; a server that does not answer is another matter
    if (error instanceof TreelineError && error.code === 'file_not_found') return error.message;
    throw error;
  }
}
