import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { quoteText } from '../../warehouse/sql-text.ts';
import type { StageRun } from '../sync/stage.ts';
import type { PreparedFeed } from './postgres-check.ts';
import { clockSql } from './postgres-expression.ts';
import { writeRowChunks } from './row-chunks.ts';
import type { Extract, ExtractProgress, ExtractRequest } from './source.ts';
import { CHUNK_BYTES, highestWatermark, loadChunks } from './staged-table.ts';

/** Where a feed is copied from, inside a transaction. */
interface Origin {
  readonly client: Client;
  readonly feed: PreparedFeed;
  /** Of timestamps without a zone. */
  readonly zone: string;
}

/** How DuckDB reads a watermark. */
const WATERMARK_TYPE = {
  integer: 'bigint',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
} as const;

/** Copies the rows that `condition` leaves into the stage; no row is looked at in JavaScript. */
export async function copyFeed(
  { client, feed, zone }: Origin,
  request: ExtractRequest,
  condition: string,
  stage: StageRun,
  progress: ExtractProgress,
): Promise<Extract> {
  const names = [...request.feed.columns.map((column) => column.name), '_watermark'];
  const outputs = [...feed.outputs, feed.watermark === null ? 'null' : `(${feed.watermark.sql})::text`];
  const select = `select ${outputs.join(', ')} from ${feed.relation} ${condition}`;
  const stream = client.query(copyTo(`copy (${select}) to stdout with (format csv, encoding 'UTF8')`));
  const { table, rows } = await loadChunks(
    stage,
    names.map((name) => ({ name, read: null })),
    (prefix) => writeRowChunks(stream, stage.dir, prefix, CHUNK_BYTES),
    (loaded) => progress(request.feed, loaded),
  );
  if (rows !== stream.rowCount) {
    throw new Error(`${request.feed.entity}: ${stream.rowCount} rows were sent and ${rows} arrived`);
  }
  const { ranges, since } = request;
  const full = ranges === null && (since === null || feed.watermark === null);
  // rows of some ranges say nothing about how far all others have been read
  const watermark = ranges === null ? await seenUntil({ client, feed, zone }, table, since, stage) : since;
  return { feed: request.feed, table, forms: feed.forms, rows, full, ranges, watermark, malformed: [] };
}

async function seenUntil(
  { client, feed, zone }: Origin,
  table: string,
  since: string | null,
  stage: StageRun,
): Promise<string | null> {
  if (feed.watermark === null) return null;
  const type = WATERMARK_TYPE[feed.watermark.type];
  const clock = await client.query<{ now: string | null }>(`select ${clockSql(feed.watermark, zone)} as now`);
  const now = clock.rows[0]?.now ?? null;
  return highestWatermark(stage, table, type, now === null ? null : `${quoteText(now)}::${type}`, since);
}
