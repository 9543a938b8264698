import { rm } from 'node:fs/promises';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { rows } from '../../warehouse/warehouse.ts';
import type { Config, Feed, PostgresConfig } from '../config/config.ts';
import type { Problem } from '../config/problem.ts';
import type { StageRun } from '../sync/stage.ts';
import { prepareFeed, type PreparedFeed } from './postgres-check.ts';
import { answerWithin, createPostgresConnection, describeFailure } from './postgres-connection.ts';
import { clockSql, fingerprintSql, isLiveSql, lowerBoundSql, type Zones } from './postgres-expression.ts';
import { writeRowChunks } from './row-chunks.ts';
import type { Extract, ExtractProgress, ExtractRequest, Source } from './source.ts';
import { quoteName, quoteText } from './sql-text.ts';

/** Large enough to keep DuckDB's reader busy, small enough to overlap download and load. */
const CHUNK_BYTES = 32 * 1024 * 1024;
/** A poll that takes longer has lost its server. */
const POLL_SECONDS = 60;
/** The longest row; PostgreSQL allows 1 GB, DuckDB needs a bound to size its buffers. */
const MAX_ROW_BYTES = 16 * 1024 * 1024;

/** A PostgreSQL database (or PGlite's socket), read by COPY. */
export function createPostgresSource(config: PostgresConfig, settings: Config): Source {
  const connection = createPostgresConnection(config);
  const zones: Zones = {
    source: config.timezone,
    calendar: settings.calendar.timezone,
    dayStartsAt: settings.calendar.day_starts_at,
  };
  const overlap = settings.sync.overlap_s;
  const prepared = new Map<Feed, PreparedFeed>();
  // the connection whose transaction, and so whose moment, is held
  let heldBy: Client | null = null;

  async function prepare(client: Client, feeds: readonly Feed[]): Promise<Problem[]> {
    const problems: Problem[] = [];
    for (const feed of feeds) {
      const found = await prepareFeed(client, config, feed, zones, problems);
      if (found !== null) prepared.set(feed, found);
    }
    return problems;
  }

  function statementOf(feed: Feed): PreparedFeed {
    const found = prepared.get(feed);
    if (found === undefined) throw new Error(`${feed.entity} was not checked before it was read`);
    return found;
  }

  /** What selects the rows of a request, after FROM. */
  function conditionOf(feed: PreparedFeed, since: string | null, withoutWatermark: boolean): string {
    const conditions = feed.where === null ? [] : [`(${feed.where}\n)`];
    if (since !== null && feed.watermark !== null) {
      const bound = `${feed.watermark.sql} >= ${lowerBoundSql(feed.watermark, since, overlap, zones.source)}`;
      // a row without a watermark may be new at any time
      conditions.push(withoutWatermark ? `(${bound} or ${feed.watermark.sql} is null)` : bound);
    }
    return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  }

  async function begin(client: Client): Promise<void> {
    const idle = connection.isShared() ? 10_000 : 300_000;
    await client.query(`begin isolation level repeatable read read only;
      set local statement_timeout = ${config.statementTimeoutSeconds * 1000};
      set local idle_in_transaction_session_timeout = ${idle};
      set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local extra_float_digits = 1;
      set local bytea_output = hex; set local standard_conforming_strings = on`);
  }

  async function copyFeed(
    client: Client,
    request: ExtractRequest,
    stage: StageRun,
    progress: ExtractProgress,
  ): Promise<Extract> {
    const feed = statementOf(request.feed);
    const table = stage.table('raw');
    const names = [...request.feed.columns.map((column) => column.name), '_watermark'];
    const duckdb = stage.connection;
    await duckdb.run(
      `create table ${table} (${names.map((name) => `${quoteName(name)} varchar`).join(', ')})`,
    );
    const outputs = [...feed.outputs, feed.watermark === null ? 'null' : `(${feed.watermark.sql})::text`];
    const select = `select ${outputs.join(', ')} from ${feed.relation} ${conditionOf(feed, request.since, true)}`;
    const stream = client.query(copyTo(`copy (${select}) to stdout with (format csv, encoding 'UTF8')`));
    const structure = names.map((name) => `${quoteText(name)}: 'varchar'`).join(', ');
    let loaded = 0;
    let loading: Promise<void> = Promise.resolve();
    for await (const file of writeRowChunks(stream, stage.dir, table.replaceAll('.', '-'), CHUNK_BYTES)) {
      await loading;
      loading = (async () => {
        // PostgreSQL writes null as nothing and the empty text as ""
        const result = await duckdb.run(`insert into ${table} select * from read_csv(${quoteText(file)},
          auto_detect = false, header = false, columns = {${structure}}, delim = ',', quote = '"', escape = '"',
          nullstr = '', allow_quoted_nulls = false, new_line = '\\n', comment = '',
          max_line_size = ${MAX_ROW_BYTES}, buffer_size = ${MAX_ROW_BYTES * 2})`);
        loaded += result.rowsChanged;
        await rm(file);
        progress(request.feed, loaded);
      })();
      // the next await sees the failure; without this, one during the download would count as unhandled
      loading.catch(() => undefined);
    }
    await loading;
    if (loaded !== stream.rowCount) {
      throw new Error(`${request.feed.entity}: ${stream.rowCount} rows were sent and ${loaded} arrived`);
    }
    const full = request.since === null || feed.watermark === null;
    const watermark = await highestWatermark(client, feed, table, request.since, stage);
    return { feed: request.feed, table, forms: feed.forms, rows: loaded, full, watermark, malformed: [] };
  }

  /** A row dated ahead of the source's clock must not push the watermark past rows still to come. */
  async function highestWatermark(
    client: Client,
    feed: PreparedFeed,
    table: string,
    since: string | null,
    stage: StageRun,
  ): Promise<string | null> {
    if (feed.watermark === null) return null;
    const type = { integer: 'bigint', date: 'date', timestamp: 'timestamp', timestamptz: 'timestamptz' }[
      feed.watermark.type
    ];
    const clock = await client.query<{ now: string | null }>(
      `select ${clockSql(feed.watermark, zones.source)} as now`,
    );
    const now = clock.rows[0]?.now ?? null;
    const limit = now === null ? '' : `where try_cast(_watermark as ${type}) <= ${quoteText(now)}::${type}`;
    const found = await rows(
      stage.connection,
      `select max_by(_watermark, try_cast(_watermark as ${type})) as highest from ${table} ${limit}`,
    );
    const highest = found[0]?.['highest'];
    const seen = typeof highest === 'string' ? highest : now;
    if (since === null || seen === null) return seen;
    const later = await rows(
      stage.connection,
      `select ${quoteText(seen)}::${type} > ${quoteText(since)}::${type} as is_later`,
    );
    return later[0]?.['is_later'] === true && typeof highest === 'string' ? seen : since;
  }

  return {
    name: config.name,
    canPoll: (feed) => feed.watermark !== null,
    forms: (feed) => statementOf(feed).forms,
    async check() {
      const client = await connection.client();
      try {
        return await prepare(client, Object.values(config.entities).flat());
      } catch (error) {
        throw describeFailure(config, error, 'checking the mapping');
      }
    },
    async fingerprints(requests) {
      const client = await connection.client();
      const parts = requests.map((request, index) => {
        const feed = statementOf(request.feed);
        if (feed.watermark === null) throw new Error(`${request.feed.entity} has no watermark to poll`);
        return `select ${index} as n, ${fingerprintSql(feed.watermark)} as print
          from ${feed.relation} ${conditionOf(feed, request.since, false)}`;
      });
      try {
        const asked = client.query<{ print: string }>(`${parts.join('\nunion all\n')} order by n`);
        const found = await answerWithin(POLL_SECONDS, asked);
        return found.rows.map((row) => row.print);
      } catch (error) {
        connection.drop();
        throw describeFailure(config, error, 'looking for changes');
      }
    },
    async counts(feeds) {
      const client = await connection.client();
      const parts = feeds.map((feed, index) => {
        const { relation, where, watermark } = statementOf(feed);
        return `select ${index} as n, count(*) filter (where ${isLiveSql(feed)})::int8::text as rows,
          count(*) filter (where ${watermark === null ? 'false' : `${watermark.sql} is null`})::int8::text as unmarked
          from ${relation} ${where === null ? '' : `where (${where}\n)`}`;
      });
      try {
        const found = await client.query<{ rows: string; unmarked: string }>(
          `${parts.join('\nunion all\n')} order by n`,
        );
        return found.rows.map((row) => ({ rows: Number(row.rows), unmarked: Number(row.unmarked) }));
      } catch (error) {
        throw describeFailure(config, error, 'counting rows');
      }
    },
    async hold() {
      const client = await connection.client();
      // PGlite has one session for all: a snapshot held there would stop everybody else
      if (connection.isShared() || heldBy === client) return;
      await begin(client);
      heldBy = client;
    },
    async release() {
      const client = heldBy;
      heldBy = null;
      await client?.query('commit').catch(() => connection.drop());
    },
    async extract(requests, stage, progress) {
      const client = await connection.client();
      const extracts: Extract[] = [];
      const isOneSnapshot = !connection.isShared();
      let entity = '';
      try {
        if (isOneSnapshot && heldBy !== client) await begin(client);
        for (const request of requests) {
          entity = request.feed.entity;
          if (!isOneSnapshot) await begin(client);
          extracts.push(await copyFeed(client, request, stage, progress));
          if (!isOneSnapshot) await client.query('commit');
        }
        if (isOneSnapshot && heldBy !== client) await client.query('commit');
        return extracts;
      } catch (error) {
        // whatever the stream still holds is not wanted: the next call connects anew
        heldBy = null;
        connection.drop();
        throw describeFailure(config, error, `reading ${entity}`);
      }
    },
    close: () => connection.close(),
  };
}
