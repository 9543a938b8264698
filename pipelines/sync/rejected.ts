import type { DuckDBConnection } from '@duckdb/node-api';
import { rows } from '../../warehouse/warehouse.ts';
import type { Feed } from '../config/config.ts';
import type { Extract } from '../sources/source.ts';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import type { Checked } from './door.ts';
import type { Arrival, Intakes } from './intake.ts';
import { keyInRangesSql } from './key-range.ts';
import type { StageRun } from './stage.ts';

/** What the door did to meta.rejected: rows newly kept there, and open ones that are settled. */
export interface Rejections {
  readonly checked: Checked;
  /** Problems of this run that are not on record: key, column_name, reason, raw. */
  readonly fresh: string;
  readonly freshCount: number;
  /** Open entries that this run settles, by rowid. */
  readonly settled: string;
  readonly settledCount: number;
}

/** Rows that cannot land are told apart by all that is known of them. */
const SAME = ['key', 'column_name', 'reason', 'raw::varchar']
  .map((name) => `open.${name} is not distinct from problem.${name}`)
  .join(' and ');

/** The raw row; a place where somebody was is left out wherever positions are private. */
function rawSql(isPrivate: boolean): string {
  return isPrivate ? `json_merge_patch(_raw, '{"lat": null, "lng": null}')` : '_raw';
}

export async function collectRejections(
  checked: Checked,
  ready: string,
  hasPrivatePositions: boolean,
  stage: StageRun,
): Promise<Rejections> {
  const { connection } = stage;
  const problems = stage.table('problem');
  await connection.run(
    `create table ${problems} (key varchar, column_name varchar, reason varchar, raw json, feed integer)`,
  );
  for (const { extract } of checked.parts) {
    await connection.run(
      `insert into ${problems}
       select _key, split_part(_problem, '|', 1), split_part(_problem, '|', 2),
         ${rawSql(hasPrivatePositions)}, ${extract.feed.index}
       from ${checked.table} where _part = ${extract.intake.part} and _problem is not null`,
    );
    for (const row of extract.malformed) {
      await connection.run(
        `insert into ${problems} values (null, $column, $reason, to_json(struct_pack(line := $raw)), ${extract.feed.index})`,
        { column: row.column, reason: row.reason, raw: row.raw },
      );
    }
  }
  const open = `select rowid as open_row, * from meta.rejected where source = ${quoteText(checked.source)}
    and entity = ${quoteText(checked.entity.name)} and resolved_at is null`;
  const fresh = stage.table('fresh');
  await connection.run(
    `create table ${fresh} as select distinct key, column_name, reason, raw, feed from ${problems} as problem
     where not exists (select 1 from (${open}) as open where ${SAME})`,
  );
  // an open entry is settled when its row is good now, has another problem, or left the source
  const settled = stage.table('settled');
  const again = `exists (select 1 from ${problems} as problem where ${SAME})`;
  const isRead = checked.isComplete ? 'true' : keyInRangesSql(checked.entity, 'open.key', checked.ranges);
  const lost = `${isRead} or open.key in (select key from ${problems})`;
  await connection.run(
    `create table ${settled} as select open_row from (${open}) as open
     where not ${again} and (${lost} or open.key in (select _key from ${ready}))`,
  );
  const counts = await rows(
    connection,
    `select (select count(*) from ${fresh})::integer as fresh, (select count(*) from ${settled})::integer as settled`,
  );
  return {
    checked,
    fresh,
    freshCount: Number(counts[0]?.['fresh']),
    settled,
    settledCount: Number(counts[0]?.['settled']),
  };
}

/** The feeds with rows that wait for an exchange rate. */
export async function listWaiting(feeds: readonly Feed[], stage: StageRun): Promise<readonly Feed[]> {
  const found = await rows(
    stage.connection,
    `select distinct source || '/' || entity || '/' || feed as place from meta.rejected
     where reason = 'no_exchange_rate' and resolved_at is null`,
  );
  const places = new Set(found.map((row) => row['place']));
  return feeds.filter((feed) => places.has(`${feed.source}/${feed.entity}/${feed.index}`));
}

/** Takes in once more the rows of a feed that wait for an exchange rate. */
export async function takeInWaiting(
  feed: Feed,
  forms: Arrival['forms'],
  intakes: Intakes,
  stage: StageRun,
): Promise<Extract> {
  const intake = await intakes.open(feed, { forms, isKeyUnique: false, isRetry: true });
  const columns = feed.columns.map(
    (column) => `raw ->> ${quoteText(column.name)} as ${quoteName(column.name)}`,
  );
  await stage.connection.run(
    intake.insertSql(`select ${columns.join(', ')}, null as _watermark from meta.rejected
     where source = ${quoteText(feed.source)} and entity = ${quoteText(feed.entity)} and feed = ${feed.index}
       and reason = 'no_exchange_rate' and resolved_at is null`),
  );
  return { feed, intake, rows: 0, full: false, ranges: null, watermark: null, malformed: [] };
}

/** Writes the rejections of a run. */
export async function writeRejections(
  connection: DuckDBConnection,
  found: Rejections,
  runId: number,
  seenAt: string,
): Promise<void> {
  const at = `timestamp ${quoteText(seenAt)}`;
  if (found.settledCount > 0) {
    await connection.run(
      `update meta.rejected set resolved_at = ${at} where rowid in (select open_row from ${found.settled})`,
    );
  }
  if (found.freshCount > 0) {
    await connection.run(
      `insert into meta.rejected (run_id, source, entity, key, column_name, reason, raw, feed, rejected_at)
       select ${runId}, ${quoteText(found.checked.source)}, ${quoteText(found.checked.entity.name)},
         key, column_name, reason, raw, feed, ${at} from ${found.fresh}`,
    );
  }
}
