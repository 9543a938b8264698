import { IANAZone } from 'luxon';
import type { Feed, MysqlConfig } from '../config/config.ts';
import type { MysqlSession } from '../sources/mysql-connection.ts';
import { mysqlRelation, quoteMysqlName, quoteMysqlText, tablePath } from '../sources/mysql-expression.ts';
import { FELT_ROWS, missingIndexAdvice, noWatermarkAdvice, slowReadAdvice, type Advice } from './advice.ts';

/** A newest change further ahead than this was written by another clock than the one it is read by. */
const AHEAD_SECONDS = 15 * 60;

/** A mapped table in the server's catalogue. */
interface Table {
  readonly feed: Feed;
  readonly subject: string;
  /** Picks the table's own rows of the catalogue. */
  readonly isIt: string;
  readonly rows: number;
}

export async function adviseMysqlTable(
  session: MysqlSession,
  config: MysqlConfig,
  feed: Feed,
): Promise<Advice[]> {
  if (feed.from === null) return [];
  const path = tablePath(config, feed.from);
  const database = path.length > 1 ? quoteMysqlText(path[0] ?? '') : 'database()';
  const isIt = `table_schema = ${database} and table_name = ${quoteMysqlText(path.at(-1) ?? '')}`;
  const found = await session.ask(
    `select engine, table_rows, data_length from information_schema.tables where ${isIt}`,
  );
  const [engine, count, bytes] = found.rows[0] ?? [];
  const table: Table = { feed, subject: `${config.name}.${feed.entity}`, isIt, rows: Number(count ?? 0) };
  return [
    ...adviseEngine(table, engine ?? null),
    ...slowReadAdvice(table.subject, config, feed.from, Number(bytes ?? 0)),
    ...(await adviseZeroDates(session, table)),
    ...(await adviseWatermark(session, config, table)),
  ];
}

/** A view has no engine of its own. */
function adviseEngine({ feed, subject }: Table, engine: string | null): Advice[] {
  if (engine === null || /^(innodb|rocksdb)$/i.test(engine)) return [];
  return [
    {
      severity: 'warn',
      subject,
      message: `${feed.from ?? ''} is kept by ${engine}, which knows no snapshots: a change that touches several tables may be read half. \`alter table … engine = InnoDB\` mends that; the next sync brings the other half.`,
    },
  ];
}

async function adviseZeroDates(session: MysqlSession, { feed, subject, isIt }: Table): Promise<Advice[]> {
  const names = feed.columns.flatMap(({ expression }) =>
    expression.kind === 'column' ? [quoteMysqlText(expression.name)] : [],
  );
  if (names.length === 0) return [];
  const found = await session.ask(
    `select column_name from information_schema.columns
     where ${isIt} and column_name in (${names.join(', ')}) and column_default like '%0000-00-00%'`,
  );
  return found.rows.map(([column]) => ({
    severity: 'warn',
    subject,
    message: `${feed.from ?? ''}.${column ?? ''} is 0000-00-00 where nobody filled it in, and such rows are rejected. Where it means "none", write { sql: "nullif(${column ?? ''}, 0)" }.`,
  }));
}

async function adviseWatermark(session: MysqlSession, config: MysqlConfig, table: Table): Promise<Advice[]> {
  const { feed, subject, isIt, rows } = table;
  const { watermark } = feed;
  if (watermark === null) return rows < FELT_ROWS ? [] : [noWatermarkAdvice(subject, feed.from ?? '', rows)];
  if (watermark.kind !== 'column') return [];
  const name = quoteMysqlText(watermark.name);
  const found = await session.ask(
    `select data_type, exists (select 1 from information_schema.statistics
       where ${isIt} and seq_in_index = 1 and column_name = ${name})
     from information_schema.columns where ${isIt} and column_name = ${name}`,
  );
  const [type, isIndexed] = found.rows[0] ?? [];
  const relation = mysqlRelation(config, feed);
  const column = quoteMysqlName(watermark.name);
  if (isIndexed !== '1' && rows >= FELT_ROWS) {
    const before = performance.now();
    await session.ask(
      `select count(*) from ${relation} where ${column} >= (select max(${column}) from ${relation})`,
    );
    const lookMs = performance.now() - before;
    const cure = `create index treeline_watermark on ${relation} (${column}); – the CRM's administrator can do it while it runs.`;
    return [
      missingIndexAdvice(subject, { table: feed.from ?? '', column: watermark.name, rows, lookMs, cure }),
    ];
  }
  return type === 'datetime'
    ? adviseZone(session, config, table, `(select max(${column}) from ${relation})`)
    : [];
}

/** A DATETIME has no zone; one that is read too far to the west makes the newest change lie ahead of the clock. */
async function adviseZone(
  session: MysqlSession,
  config: MysqlConfig,
  { feed, subject }: Table,
  newest: string,
): Promise<Advice[]> {
  const { rows } = await session.ask(`select timestampdiff(second, utc_timestamp(), ${newest})`);
  const beyondUtc = rows[0]?.[0] ?? null;
  if (beyondUtc === null) return [];
  const offset = IANAZone.create(config.timezone).offset(Date.now()) * 60;
  const ahead = Number(beyondUtc) - offset;
  if (ahead < AHEAD_SECONDS) return [];
  return [
    {
      severity: 'warn',
      subject,
      message: `read in ${config.timezone}, the newest change of ${feed.from ?? ''} lies ${(ahead / 3600).toFixed(1)} h ahead of now: the CRM writes by another clock. Set "timezone" of this source to that one.`,
    },
  ];
}
