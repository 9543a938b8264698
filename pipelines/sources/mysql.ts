import type { Config, Feed, MysqlConfig } from '../config/config.ts';
import type { Problem } from '../config/problem.ts';
import { alteredError } from './altered.ts';
import { answerWithin } from './answer-within.ts';
import { isAltered, prepareMysqlFeed, type PreparedMysqlFeed } from './mysql-check.ts';
import { createMysqlConnection, type MysqlSession } from './mysql-connection.ts';
import { copyMysqlFeed, formsOf } from './mysql-copy.ts';
import { isLiveSql, type MysqlZones } from './mysql-expression.ts';
import { describeMysqlFailure, isTableChanged } from './mysql-failure.ts';
import { fingerprintSql, isUnmarkedSql, sinceSql } from './mysql-watermark.ts';
import type { RangeKey } from '../sync/key-range.ts';
import { inRangesSql, rangePrintsSql } from './mysql-range.ts';
import type { Extract, ExtractRequest, RangePrint, Source } from './source.ts';
import { createThrottle } from './throttle.ts';

/** A poll that takes longer has lost its server. */
const POLL_SECONDS = 60;

/** A MySQL or MariaDB database, read row by row from the server's own text. */
export function createMysqlSource(config: MysqlConfig, settings: Config): Source {
  const connection = createMysqlConnection(config);
  const zones: MysqlZones = { source: config.timezone, calendar: settings.calendar.timezone };
  const throttle = createThrottle(config.maxReadMbPerSecond);
  const overlap = settings.sync.overlap_s;
  const prepared = new Map<Feed, PreparedMysqlFeed>();
  // the connection whose transaction, and so whose moment, is held
  let heldBy: MysqlSession | null = null;

  async function prepare(session: MysqlSession, feeds: readonly Feed[]): Promise<Problem[]> {
    const problems: Problem[] = [];
    for (const feed of feeds) {
      const found = await prepareMysqlFeed(session, config, feed, zones, problems);
      if (found !== null) prepared.set(feed, found);
    }
    return problems;
  }

  function statementOf(feed: Feed): PreparedMysqlFeed {
    const found = prepared.get(feed);
    if (found === undefined) throw new Error(`${feed.entity} was not checked before it was read`);
    return found;
  }

  /** What selects the rows of a request, after FROM. */
  function conditionOf(
    feed: PreparedMysqlFeed,
    { since, ranges }: Pick<ExtractRequest, 'since' | 'ranges'>,
    withoutWatermark: boolean,
  ): string {
    const conditions = feed.where === null ? [] : [`(${feed.where}\n)`];
    if (ranges !== null && feed.rangeKey !== null) conditions.push(inRangesSql(feed.rangeKey, ranges));
    if (since !== null && ranges === null && feed.watermark !== null) {
      conditions.push(sinceSql(feed.watermark, since, overlap, zones.source, withoutWatermark));
    }
    return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  }

  async function askRanges(
    session: MysqlSession,
    feed: PreparedMysqlFeed,
    key: RangeKey,
  ): Promise<readonly RangePrint[]> {
    const all = conditionOf(feed, { since: null, ranges: null }, true);
    const outputs = feed.outputs.map((one) => one.sql);
    const { rows } = await session.ask(rangePrintsSql(key, outputs, `${feed.relation} ${all}`));
    await session.ask('rollback to savepoint treeline');
    return rows.flatMap(([range, count, checksum]) =>
      range === null || range === undefined ? [] : [{ range, rows: Number(count), checksum: checksum ?? '' }],
    );
  }

  async function begin(session: MysqlSession): Promise<void> {
    await session.ask('start transaction with consistent snapshot, read only');
    // going back here after each table lets go of it, so that it can be altered, and keeps the snapshot
    await session.ask('savepoint treeline');
  }

  return {
    name: config.name,
    canPoll: (feed) => feed.watermark !== null,
    forms: (feed) => formsOf(feed, statementOf(feed)),
    shape: (feed) => statementOf(feed).shape,
    async check(feeds) {
      const session = await connection.session();
      try {
        return await prepare(session, feeds);
      } catch (error) {
        throw describeMysqlFailure(config, error, 'checking the mapping');
      }
    },
    async fingerprints(requests) {
      const session = await connection.session();
      const parts = requests.map((request, index) => {
        const { feed } = request;
        const statement = statementOf(feed);
        if (statement.watermark === null) throw new Error(`${feed.entity} has no watermark to poll`);
        return `select ${index} as n, ${fingerprintSql(statement.watermark)} as print
          from ${statement.relation} ${conditionOf(statement, request, false)}`;
      });
      try {
        const asked = session.ask(`${parts.join('\nunion all\n')} order by n`);
        const found = await answerWithin(POLL_SECONDS, asked);
        return found.rows.map((row) => row[1] ?? '');
      } catch (error) {
        connection.drop();
        throw describeMysqlFailure(config, error, 'looking for changes');
      }
    },
    async counts(feeds) {
      const session = await connection.session();
      const parts = feeds.map((feed, index) => {
        const { relation, where, watermark, outputs } = statementOf(feed);
        const unmarked = watermark === null ? 'false' : isUnmarkedSql(watermark);
        return `select ${index} as n, count(case when ${isLiveSql(feed, outputs)} then 1 end) as live_rows,
          count(case when ${unmarked} then 1 end) as unmarked
          from ${relation} ${where === null ? '' : `where (${where}\n)`}`;
      });
      try {
        const found = await session.ask(`${parts.join('\nunion all\n')} order by n`);
        return found.rows.map((row) => ({ rows: Number(row[1]), unmarked: Number(row[2]) }));
      } catch (error) {
        throw describeMysqlFailure(config, error, 'counting rows');
      }
    },
    async ranges(feeds) {
      const session = await connection.session();
      const found: (readonly RangePrint[] | null)[] = [];
      let entity = '';
      try {
        if (heldBy !== session) await begin(session);
        for (const feed of feeds) {
          entity = feed.entity;
          const statement = statementOf(feed);
          found.push(
            statement.rangeKey === null ? null : await askRanges(session, statement, statement.rangeKey),
          );
        }
        if (heldBy !== session) await session.ask('commit');
        return found;
      } catch (error) {
        heldBy = null;
        connection.drop();
        throw describeMysqlFailure(config, error, `reading ${entity}`);
      }
    },
    async hold() {
      const session = await connection.session();
      if (heldBy === session) return;
      try {
        await begin(session);
      } catch (error) {
        connection.drop();
        throw describeMysqlFailure(config, error, 'beginning a snapshot');
      }
      heldBy = session;
    },
    async release() {
      const session = heldBy;
      heldBy = null;
      await session?.ask('commit').catch(() => connection.drop());
    },
    async extract(requests, stage, progress) {
      const session = await connection.session();
      const extracts: Extract[] = [];
      let entity = '';
      try {
        if (heldBy !== session) await begin(session);
        for (const request of requests) {
          entity = request.feed.entity;
          const feed = statementOf(request.feed);
          if (await isAltered(session, request.feed, feed)) throw alteredError(config.name, entity);
          const condition = conditionOf(feed, request, true);
          extracts.push(
            await copyMysqlFeed(
              { session, feed, zone: zones.source, throttle },
              request,
              condition,
              stage,
              progress,
            ),
          );
          await session.ask('rollback to savepoint treeline');
        }
        if (heldBy !== session) await session.ask('commit');
        return extracts;
      } catch (error) {
        // whatever the result still holds is not wanted: the next call connects anew
        heldBy = null;
        connection.drop();
        throw isTableChanged(error)
          ? alteredError(config.name, entity, error)
          : describeMysqlFailure(config, error, `reading ${entity}`);
      }
    },
    close: () => connection.close(),
  };
}
