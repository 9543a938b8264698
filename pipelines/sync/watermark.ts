import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { rows } from '../../warehouse/warehouse.ts';
import type { Config, Feed } from '../config/config.ts';
import { quoteText } from '../../warehouse/sql-text.ts';
import { readShapes, type KnownShapes } from './known-shapes.ts';

interface Mark {
  readonly watermark: string | null;
  readonly mappingHash: string;
}

/** How far each feed has been read, and under which mapping. */
export interface Watermarks {
  /** Where to read on; null asks for a full read: never read yet, or its mapping has changed since. */
  since(feed: Feed): string | null;
  /** Whether the feed has been read before, with this very mapping. */
  wasRead(feed: Feed): boolean;
  /** What the tables looked like then. */
  readonly shapes: KnownShapes;
  /** Range → what it held when it was last read; null when the ranges are not known, or not of this mapping. */
  ranges(feed: Feed): ReadonlyMap<string, string> | null;
  /** Whether exactly this is on record. */
  isRecorded(feed: Feed, watermark: string | null): boolean;
  /** Entities read once that the configuration no longer maps. */
  readonly abandoned: readonly { readonly source: string; readonly entity: string }[];
}

function place(feed: { source: string; entity: string; index: number }): string {
  return `${feed.source}/${feed.entity}/${feed.index}`;
}

/** Everything that decides how a source's row looks in the warehouse. */
function mappingHash(config: Config, feed: Feed): string {
  const { from, query, where, watermark } = feed;
  const columns = feed.columns.map(({ name, type, expression, values }) => ({
    name,
    type,
    expression,
    values: [...values],
  }));
  const { timezone, day_starts_at: dayStartsAt } = config.calendar;
  const source = config.sources[feed.source];
  const by = feed.enriches?.by;
  const said = {
    by,
    from,
    query,
    where,
    watermark,
    columns,
    timezone,
    dayStartsAt,
    currency: config.currency,
  };
  return createHash('sha256')
    .update(
      JSON.stringify({
        ...said,
        sourceZone: source?.timezone,
        idsOf: source?.idsOf,
        files: source?.kind === 'files' ? [source.format, source.tables] : [],
      }),
    )
    .digest('hex')
    .slice(0, 16);
}

export async function readWatermarks(connection: DuckDBConnection, config: Config): Promise<Watermarks> {
  const found = await rows(
    connection,
    'select source, entity, feed, watermark, mapping_hash from meta.watermark',
  );
  const ranges = await readRanges(connection);
  const shapes = await readShapes(connection);
  const marks = new Map<string, Mark>();
  const read = new Map<string, { source: string; entity: string }>();
  for (const row of found) {
    const [source, entity] = [String(row['source']), String(row['entity'])];
    const watermark = row['watermark'];
    read.set(`${source}/${entity}`, { source, entity });
    marks.set(place({ source, entity, index: Number(row['feed']) }), {
      watermark: typeof watermark === 'string' ? watermark : null,
      mappingHash: String(row['mapping_hash']),
    });
  }
  /** Rows of one feed may have moved to another: the feeds of an entity begin anew together. */
  function isSameMapping(feed: Feed): boolean {
    const siblings = config.sources[feed.source]?.entities[feed.entity] ?? [feed];
    return (
      siblings.every((one) => marks.get(place(one))?.mappingHash === mappingHash(config, one)) &&
      !marks.has(place({ ...feed, index: siblings.length }))
    );
  }

  return {
    since: (feed) => (isSameMapping(feed) ? (marks.get(place(feed))?.watermark ?? null) : null),
    wasRead: isSameMapping,
    shapes,
    ranges: (feed) => (isSameMapping(feed) ? (ranges.get(place(feed)) ?? null) : null),
    isRecorded(feed, watermark) {
      const mark = marks.get(place(feed));
      return (
        mark !== undefined && mark.mappingHash === mappingHash(config, feed) && mark.watermark === watermark
      );
    },
    abandoned: [...read.values()].filter(
      (one) => config.sources[one.source]?.entities[one.entity] === undefined,
    ),
  };
}

async function readRanges(connection: DuckDBConnection): Promise<Map<string, Map<string, string>>> {
  const found = await rows(connection, 'select source, entity, feed, range, print from meta.range');
  const ranges = new Map<string, Map<string, string>>();
  for (const row of found) {
    const of = place({
      source: String(row['source']),
      entity: String(row['entity']),
      index: Number(row['feed']),
    });
    const prints = ranges.get(of) ?? new Map<string, string>();
    prints.set(String(row['range']), String(row['print']));
    ranges.set(of, prints);
  }
  return ranges;
}

/** Records how far the feeds of one entity have been read. */
export async function writeWatermark(
  connection: DuckDBConnection,
  config: Config,
  feed: Feed,
  watermark: string | null,
  runId: number,
  readAt: string,
): Promise<void> {
  const siblings = config.sources[feed.source]?.entities[feed.entity]?.length ?? 1;
  await connection.run(
    `delete from meta.watermark where source = ${quoteText(feed.source)} and entity = ${quoteText(feed.entity)}
     and (feed = ${feed.index} or feed >= ${siblings})`,
  );
  await connection.run(
    `insert into meta.watermark (source, entity, feed, watermark, mapping_hash, run_id, read_at)
     values ($source, $entity, ${feed.index}, $watermark, $hash, ${runId}, timestamp ${quoteText(readAt)})`,
    { source: feed.source, entity: feed.entity, watermark, hash: mappingHash(config, feed) },
  );
}
