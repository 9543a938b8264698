import { rows } from '../../warehouse/warehouse.ts';
import type { Feed } from '../config/config.ts';
import type { Intake } from '../sync/intake.ts';
import type { StageRun } from '../sync/stage.ts';
import type { PreparedMysqlFeed } from './mysql-check.ts';
import type { MysqlSession } from './mysql-connection.ts';
import { quoteMysqlText } from './mysql-expression.ts';
import { writeResultChunks, type RowsRead } from './mysql-rows.ts';
import { clockSql, isUnmarkedSql, WATERMARK_TYPE } from './mysql-watermark.ts';
import type { Extract, ExtractProgress, ExtractRequest, Form, ReadStage } from './source.ts';
import { highestWatermark, loadChunks, takeRowChunk } from './staged-table.ts';
import type { Throttle } from './throttle.ts';
import { uniqueKeyColumn } from './unique-key.ts';

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
  stage: ReadStage,
  progress: ExtractProgress,
): Promise<Extract> {
  const columns = request.feed.columns.map(({ name }, index) => ({
    name,
    read: feed.outputs[index]?.read ?? null,
  }));
  const isText = [...feed.outputs.map((one) => one.isText), false];
  const read: RowsRead = { rows: 0, malformed: [] };
  const isKeyUnique = await hasUniqueKey(session, feed, request.feed);
  const forms = formsOf(request.feed, feed);
  const intake = await stage.intakes.open(request.feed, { forms, isKeyUnique, isRetry: false });
  // what goes straight is not kept with its watermark: the server is asked for the highest
  const isMarked = intake.straight === null && feed.watermark !== null;
  const select = `select ${[...feed.outputs.map((one) => one.sql), isMarked ? feed.watermark.sql : 'null'].join(', ')}
    from ${feed.relation} ${condition}`;
  const loaded = await loadChunks(
    stage,
    takeRowChunk(stage, [...columns, { name: '_watermark', read: null }], intake),
    (files) => writeResultChunks(session, select, isText, files, read, throttle),
    (count) => progress(request.feed, count),
  );
  const { malformed } = read;
  if (loaded + malformed.length !== read.rows) {
    throw new Error(`${request.feed.entity}: ${read.rows} rows were sent and ${loaded} arrived`);
  }
  const { ranges, since } = request;
  const full = ranges === null && (since === null || feed.watermark === null);
  const watermark =
    ranges !== null
      ? since
      : intake.straight === null
        ? await seenUntil({ session, feed, zone }, intake, since, stage)
        : await askSeenUntil({ session, feed, zone }, condition, stage);
  return {
    feed: request.feed,
    intake,
    rows: loaded,
    full,
    ranges,
    watermark,
    malformed,
  };
}

/** Whether an index keeps two rows from having one key. */
async function hasUniqueKey(
  session: MysqlSession,
  { path }: PreparedMysqlFeed,
  feed: Feed,
): Promise<boolean> {
  const key = uniqueKeyColumn(feed);
  const table = path.at(-1);
  if (key === null || table === undefined) return false;
  const database = path.length > 1 ? quoteMysqlText(path[0] ?? '') : 'database()';
  const found = await session.ask(
    `select 1 from information_schema.statistics
     where table_schema = ${database} and table_name = ${quoteMysqlText(table)}
     group by index_name
     having max(non_unique) = 0 and count(*) = 1 and max(sub_part) is null
       and lower(max(column_name)) = lower(${quoteMysqlText(key)})`,
  );
  return found.rows.length > 0;
}

async function seenUntil(
  { session, feed, zone }: Omit<Origin, 'throttle'>,
  intake: Intake,
  since: string | null,
  stage: StageRun,
): Promise<string | null> {
  if (feed.watermark === null) return null;
  const answer = await session.ask('select utc_timestamp(6)');
  const now = clockSql(feed.watermark, answer.rows[0]?.[0] ?? '', zone);
  return highestWatermark(stage, intake, WATERMARK_TYPE[feed.watermark.type], now, since);
}

/** The same, of a snapshot that was read whole, as the server has it. */
async function askSeenUntil(
  { session, feed, zone }: Omit<Origin, 'throttle'>,
  condition: string,
  stage: StageRun,
): Promise<string | null> {
  const { relation, watermark } = feed;
  if (watermark === null) return null;
  const clock = await session.ask('select utc_timestamp(6)');
  const now = clockSql(watermark, clock.rows[0]?.[0] ?? '', zone);
  const told = now === null ? [] : await rows(stage.connection, `select (${now})::varchar as now`);
  const limit = told[0]?.['now'];
  const passed =
    typeof limit === 'string' ? `${watermark.sql} <= cast(${quoteMysqlText(limit)} as datetime(6))` : 'true';
  const marked = `${passed} and not ${isUnmarkedSql(watermark)}`;
  const found = await session.ask(
    `select max(${watermark.sql}) from ${relation} ${condition === '' ? 'where' : `${condition} and`} ${marked}`,
  );
  return found.rows[0]?.[0] ?? (typeof limit === 'string' ? limit : null);
}
