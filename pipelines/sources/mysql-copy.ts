import type { StageRun } from '../sync/stage.ts';
import type { PreparedMysqlFeed } from './mysql-check.ts';
import type { MysqlSession } from './mysql-connection.ts';
import { writeResultChunks, type RowsRead } from './mysql-rows.ts';
import { clockSql, WATERMARK_TYPE } from './mysql-watermark.ts';
import type { Extract, ExtractProgress, ExtractRequest, Form } from './source.ts';
import { highestWatermark, loadChunks } from './staged-table.ts';
import type { Throttle } from './throttle.ts';

/** Where a feed is copied from, inside a transaction. */
interface Origin {
  readonly session: MysqlSession;
  readonly feed: PreparedMysqlFeed;
  /** Of times without a zone. */
  readonly zone: string;
  readonly throttle: Throttle | null;
}

export function formsOf(request: ExtractRequest['feed'], feed: PreparedMysqlFeed): ReadonlyMap<string, Form> {
  return new Map(
    request.columns.map((column, index) => [column.name, feed.outputs[index]?.form ?? 'text'] as const),
  );
}

/** Copies the rows that `condition` leaves into the stage; values stay the bytes that the server sent. */
export async function copyMysqlFeed(
  { session, feed, zone, throttle }: Origin,
  request: ExtractRequest,
  condition: string,
  stage: StageRun,
  progress: ExtractProgress,
): Promise<Extract> {
  const watermarkSql = feed.watermark === null ? 'null' : feed.watermark.sql;
  const select = `select ${[...feed.outputs.map((one) => one.sql), watermarkSql].join(', ')}
    from ${feed.relation} ${condition}`;
  const columns = request.feed.columns.map(({ name }, index) => ({
    name,
    read: feed.outputs[index]?.read ?? null,
  }));
  const isText = [...feed.outputs.map((one) => one.isText), false];
  const read: RowsRead = { rows: 0, malformed: [] };
  const { table, rows } = await loadChunks(
    stage,
    [...columns, { name: '_watermark', read: null }],
    (prefix) => writeResultChunks(session, select, isText, { dir: stage.dir, prefix }, read, throttle),
    (loaded) => progress(request.feed, loaded),
  );
  const { malformed } = read;
  if (rows + malformed.length !== read.rows) {
    throw new Error(`${request.feed.entity}: ${read.rows} rows were sent and ${rows} arrived`);
  }
  const { ranges, since } = request;
  const full = ranges === null && (since === null || feed.watermark === null);
  const watermark = ranges === null ? await seenUntil({ session, feed, zone }, table, since, stage) : since;
  return {
    feed: request.feed,
    table,
    forms: formsOf(request.feed, feed),
    rows,
    full,
    ranges,
    watermark,
    malformed,
  };
}

async function seenUntil(
  { session, feed, zone }: Omit<Origin, 'throttle'>,
  table: string,
  since: string | null,
  stage: StageRun,
): Promise<string | null> {
  if (feed.watermark === null) return null;
  const answer = await session.ask('select utc_timestamp(6)');
  const now = clockSql(feed.watermark, answer.rows[0]?.[0] ?? '', zone);
  return highestWatermark(stage, table, WATERMARK_TYPE[feed.watermark.type], now, since);
}
