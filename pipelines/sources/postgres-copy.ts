import type { Client } from 'pg';
import { quoteText } from '../../warehouse/sql-text.ts';
import type { Feed } from '../config/config.ts';
import type { Intake } from '../sync/intake.ts';
import type { StageRun } from '../sync/stage.ts';
import { contentsOf, CopyFrames } from './columnar/copy-frames.ts';
import { writeNativeChunks } from './columnar/native-chunks.ts';
import { takeNativeChunk } from './columnar/take-native.ts';
import { wireFeed } from './columnar/wire.ts';
import type { PreparedFeed } from './postgres-check.ts';
import { clockSql } from './postgres-expression.ts';
import { writeRowChunks } from './row-chunks.ts';
import type { Extract, ExtractProgress, ExtractRequest, ReadStage } from './source.ts';
import { CHUNK_SIZES, highestWatermark, loadChunks, takeRowChunk, WATERMARK } from './staged-table.ts';
import { throttled, type Throttle } from './throttle.ts';
import { uniqueKeyColumn } from './unique-key.ts';

/** Where a feed is copied from, inside a transaction. */
interface Origin {
  readonly client: Client;
  readonly feed: PreparedFeed;
  /** Of timestamps without a zone. */
  readonly zone: string;
  readonly throttle: Throttle | null;
}

/** How DuckDB reads a watermark. */
const WATERMARK_TYPE = {
  integer: 'bigint',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
} as const;

/** Starts a COPY; whoever reads it, whenever, is told when it fails. */
export function startCopy(client: Client, select: string, format: 'csv' | 'binary'): CopyFrames {
  return client.query(new CopyFrames(`copy (${select}) to stdout with (format ${format}, encoding 'UTF8')`));
}

/** Copies the rows that `condition` leaves into the stage, or straight into their table. */
export async function copyFeed(
  { client, feed, zone, throttle }: Origin,
  request: ExtractRequest,
  condition: string,
  stage: ReadStage,
  progress: ExtractProgress,
): Promise<Extract> {
  const columns = request.feed.columns.map(({ name }) => ({ name, read: null }));
  const isKeyUnique = await hasUniqueKey(client, feed, request.feed);
  const intake = await stage.intakes.open(request.feed, { forms: feed.forms, isKeyUnique, isRetry: false });
  // what goes straight is not kept with its watermark: the server is asked for the highest
  const isMarked = intake.straight === null && feed.watermark !== null;
  const wire = intake.straight === null ? null : await wireFeed(client, feed, request.feed);
  const outputs = wire?.outputs ?? [...feed.outputs, isMarked ? `(${feed.watermark.sql})::text` : 'null'];
  const select = `select ${outputs.join(', ')} from ${feed.relation} ${condition}`;
  const stream = startCopy(client, select, wire === null ? 'csv' : 'binary');
  const pieces = throttled(stream, throttle);
  const onLoaded = (loaded: number): void => progress(request.feed, loaded);
  const rows =
    wire !== null && intake.straight !== null
      ? await loadChunks(
          stage,
          takeNativeChunk(stage, wire.columns, columns, intake, intake.straight),
          (files, isAwaited) => writeNativeChunks(pieces, wire.columns, files, isAwaited),
          onLoaded,
        )
      : await loadChunks(
          stage,
          takeRowChunk(stage, [...columns, WATERMARK], intake),
          (files, isAwaited) => writeRowChunks(contentsOf(pieces), files, CHUNK_SIZES, isAwaited),
          onLoaded,
        );
  // the count comes after the last row: whatever answers next, answers after it
  const now = await clockOf({ client, feed, zone });
  if (rows !== stream.rowCount) {
    throw new Error(`${request.feed.entity}: ${stream.rowCount} rows were sent and ${rows} arrived`);
  }
  const { ranges, since } = request;
  const full = ranges === null && (since === null || feed.watermark === null);
  // rows of some ranges say nothing about how far all others have been read
  const watermark =
    ranges !== null
      ? since
      : intake.straight === null
        ? await seenUntil(feed, intake, now, since, stage)
        : await askSeenUntil(client, feed, condition, now);
  return { feed: request.feed, intake, rows, full, ranges, watermark, malformed: [] };
}

/** Whether an index keeps two rows from having one key. */
async function hasUniqueKey(client: Client, { relation }: PreparedFeed, feed: Feed): Promise<boolean> {
  const key = uniqueKeyColumn(feed);
  if (key === null) return false;
  const found = await client.query(
    `select 1 from pg_index join pg_attribute on attrelid = indrelid and attnum = indkey[0]
     where indrelid = to_regclass($1) and indisunique and indisvalid and indnkeyatts = 1 and indpred is null
       and attname = $2
       -- an index is of its own table: of those that inherit from it, it says nothing
       and not exists (select 1 from pg_inherits join pg_class on pg_class.oid = inhparent
         where inhparent = indrelid and relkind = 'r')`,
    [relation, key],
  );
  return found.rows.length > 0;
}

/** The source's clock in the terms of the feed's watermark. */
async function clockOf({ client, feed, zone }: Omit<Origin, 'throttle'>): Promise<string | null> {
  const clock = feed.watermark === null ? 'null' : clockSql(feed.watermark, zone);
  const found = await client.query<{ now: string | null }>(`select ${clock} as now`);
  return found.rows[0]?.now ?? null;
}

async function seenUntil(
  feed: PreparedFeed,
  intake: Intake,
  now: string | null,
  since: string | null,
  stage: StageRun,
): Promise<string | null> {
  if (feed.watermark === null) return null;
  const type = WATERMARK_TYPE[feed.watermark.type];
  return highestWatermark(stage, intake, type, now === null ? null : `${quoteText(now)}::${type}`, since);
}

/** The same, of a snapshot that was read whole, as the server has it. */
async function askSeenUntil(
  client: Client,
  { relation, watermark }: PreparedFeed,
  condition: string,
  now: string | null,
): Promise<string | null> {
  if (watermark === null) return null;
  const type = watermark.type === 'integer' ? 'bigint' : watermark.type;
  const passed = now === null ? 'true' : `${watermark.sql} <= ${quoteText(now)}::${type}`;
  const found = await client.query<{ highest: string | null }>(
    `select max(${watermark.sql})::text as highest from ${relation} ${condition === '' ? 'where' : `${condition} and`} ${passed}`,
  );
  return found.rows[0]?.highest ?? now;
}
