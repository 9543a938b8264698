import type { Client } from 'pg';
import type { Config, Feed, PostgresConfig } from '../config/config.ts';
import type { Problem } from '../config/problem.ts';
import { alteredError } from './altered.ts';
import { answerWithin } from './answer-within.ts';
import { isAltered, prepareFeed, type PreparedFeed } from './postgres-check.ts';
import { createPostgresConnection, describeFailure } from './postgres-connection.ts';
import { fingerprintSql, isLiveSql, lowerBoundSql, type Zones } from './postgres-expression.ts';
import { copyFeed } from './postgres-copy.ts';
import { inRangesSql, rangePrintsSql } from './postgres-range.ts';
import type { Extract, ExtractRequest, RangePrint, Source } from './source.ts';
import { createThrottle } from './throttle.ts';

/** A poll that takes longer has lost its server. */
const POLL_SECONDS = 60;

/** A PostgreSQL database (or PGlite's socket), read by COPY. */
export function createPostgresSource(config: PostgresConfig, settings: Config): Source {
  const connection = createPostgresConnection(config);
  const zones: Zones = {
    source: config.timezone,
    calendar: settings.calendar.timezone,
    dayStartsAt: settings.calendar.day_starts_at,
  };
  const throttle = createThrottle(config.maxReadMbPerSecond);
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
  function conditionOf(
    feed: PreparedFeed,
    { since, ranges }: Pick<ExtractRequest, 'since' | 'ranges'>,
    withoutWatermark: boolean,
  ): string {
    const conditions = feed.where === null ? [] : [`(${feed.where}\n)`];
    if (ranges !== null && feed.rangeKey !== null) conditions.push(inRangesSql(feed.rangeKey, ranges));
    if (since !== null && ranges === null && feed.watermark !== null) {
      const bound = `${feed.watermark.sql} >= ${lowerBoundSql(feed.watermark, since, overlap, zones.source)}`;
      // a row without a watermark may be new at any time
      conditions.push(withoutWatermark ? `(${bound} or ${feed.watermark.sql} is null)` : bound);
    }
    return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  }

  async function begin(client: Client): Promise<void> {
    // PGlite ends its only backend by it, and everybody with it, where the machine is busy for so long
    const idle = connection.isShared() ? 0 : 300_000;
    await client.query(`begin isolation level repeatable read read only;
      set local statement_timeout = ${config.statementTimeoutSeconds * 1000};
      set local idle_in_transaction_session_timeout = ${idle};
      set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local extra_float_digits = 1;
      set local bytea_output = hex; set local standard_conforming_strings = on`);
  }

  return {
    name: config.name,
    canPoll: (feed) => feed.watermark !== null,
    forms: (feed) => statementOf(feed).forms,
    shape: (feed) => statementOf(feed).shape,
    async check(feeds) {
      const client = await connection.client();
      try {
        return await prepare(client, feeds);
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
          from ${feed.relation} ${conditionOf(feed, request, false)}`;
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
    async ranges(feeds) {
      const client = await connection.client();
      const found: (readonly RangePrint[] | null)[] = [];
      let entity = '';
      try {
        for (const feed of feeds) {
          entity = feed.entity;
          const prepared = statementOf(feed);
          if (prepared.rangeKey === null) {
            found.push(null);
            continue;
          }
          // the text of a value depends on the session's settings, which a transaction of ours fixes
          if (heldBy !== client) await begin(client);
          const all = conditionOf(prepared, { since: null, ranges: null }, true);
          const prints = await client.query<{ range: string | null; rows: string; checksum: string }>(
            rangePrintsSql(prepared.rangeKey, prepared.outputs, `${prepared.relation} ${all}`),
          );
          if (heldBy !== client) await client.query('commit');
          found.push(
            prints.rows.flatMap(({ range, rows: count, checksum }) =>
              range === null ? [] : [{ range, rows: Number(count), checksum }],
            ),
          );
        }
        return found;
      } catch (error) {
        heldBy = null;
        connection.drop();
        throw describeFailure(config, error, `reading ${entity}`);
      }
    },
    async hold() {
      const client = await connection.client();
      // PGlite has one session for all: a snapshot held there would stop everybody else
      if (connection.isShared() || heldBy === client) return;
      try {
        await begin(client);
        heldBy = client;
      } catch (error) {
        connection.drop();
        throw describeFailure(config, error, 'beginning to read');
      }
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
          const feed = statementOf(request.feed);
          if (await isAltered(client, feed)) throw alteredError(config.name, entity);
          const condition = conditionOf(feed, request, true);
          extracts.push(
            await copyFeed(
              { client, feed, zone: zones.source, throttle },
              request,
              condition,
              stage,
              progress,
            ),
          );
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
