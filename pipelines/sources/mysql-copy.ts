import { rows } from '../../warehouse/warehouse.ts';
import type { Feed } from '../config/config.ts';
import type { Intake } from '../sync/intake.ts';
import type { StageRun } from '../sync/stage.ts';
import { readerType } from '../sync/straight-rows.ts';
import { takeNativeChunk } from './columnar/take-native.ts';
import type { TextColumn } from './columnar/text-rows.ts';
import type { PreparedMysqlFeed } from './mysql-check.ts';
import type { MysqlSession } from './mysql-connection.ts';
import { quoteMysqlText } from './mysql-expression.ts';
import { writeResultChunks, writeResultNative } from './mysql-chunks.ts';
import type { RowsRead } from './mysql-rows.ts';
import { clockSql, WATERMARK_TYPE } from './mysql-watermark.ts';
import type { Extract, ExtractProgress, ExtractRequest, Form, ReadStage } from './source.ts';
import { highestWatermark, loadChunks, takeRowChunk, WATERMARK } from './staged-table.ts';
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
  const read: RowsRead = { rows: 0, malformed: [] };
  const isKeyUnique = await hasUniqueKey(session, feed, request.feed);
  const forms = formsOf(request.feed, feed);
  const intake = await stage.intakes.open(request.feed, { forms, isKeyUnique, isRetry: false });
  // what goes straight is not kept with its watermark: the server is asked for the highest
  const { straight } = intake;
  const mark = straight === null ? [feed.watermark?.sql ?? 'null'] : [];
  const select = `select ${[...feed.outputs.map((one) => one.sql), ...mark].join(', ')}
    from ${feed.relation} ${condition}`;
  const isText = [...feed.outputs.map((one) => one.isText), ...mark.map(() => false)];
  const result = { session, sql: select, isText, read, throttle };
  const onLoaded = (count: number): void => progress(request.feed, count);
  const native = nativeColumns(request.feed, feed);
  const loaded =
    straight !== null
      ? await loadChunks(
          stage,
          takeNativeChunk(stage, native, columns, intake, straight),
          (files, isAwaited) => writeResultNative(result, native, files, isAwaited),
          onLoaded,
        )
      : await loadChunks(
          stage,
          takeRowChunk(stage, [...columns, WATERMARK], intake),
          (files) => writeResultChunks(result, files),
          onLoaded,
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
      : straight === null
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

/** How the columns of a feed are taken apart on the straight way. */
function nativeColumns(feed: Feed, { outputs }: PreparedMysqlFeed): readonly TextColumn[] {
  return feed.columns.map((column, index) => {
    const { kind = 'text', form = 'text', read = null } = outputs[index] ?? {};
    const told = { name: column.name, suffix: '' };
    const asText = {
      ...told,
      kind: kind === 'text' ? kind : 'ascii',
      type: 'varchar',
      hasWritten: false,
    } as const;
    const wanted = readerType(column, form);
    if (read !== null) return asText;
    if (kind === 'whole') return { ...told, kind, type: 'bigint', hasWritten: false };
    if (kind === 'date' && wanted === 'date') return { ...told, kind, type: wanted, hasWritten: false };
    if (kind === 'datetime' && wanted === 'timestamp')
      return { ...told, kind, type: wanted, hasWritten: true };
    if (kind === 'decimal' && (wanted === 'decimal(18, 2)' || wanted === 'decimal(18, 6)')) {
      return { ...told, kind, type: wanted, hasWritten: true };
    }
    return asText;
  });
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
  // nothing but a bound: with it the highest is found in an index at once
  const found = await session.ask(
    `select max(${watermark.sql}) from ${relation} ${condition === '' ? 'where' : `${condition} and`} ${passed}`,
  );
  const highest = found.rows[0]?.[0] ?? null;
  // a zero date is none, and below all others
  const isNone = highest === null || (watermark.type !== 'integer' && highest.startsWith('0000-00-00'));
  return isNone ? (typeof limit === 'string' ? limit : null) : highest;
}
