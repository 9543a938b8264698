import { createHash } from 'node:crypto';
import type { Random } from '../../golden/oracle/random.ts';
import { createMysqlDatabase } from '../mysql-fixture.ts';
import { createDatabase, type TestSync } from '../sync-fixture.ts';
import { startFaultProxy, type FaultProxy } from './proxy.ts';

const ACCOUNTS = 3_000;
const DEALS = 20_000;

export type Kind = 'postgres' | 'mysql';

/** A small CRM on a real server, behind a wire that can be cut. */
export interface FaultyCrm {
  readonly kind: Kind;
  readonly yaml: string;
  /** Through the wire. */
  readonly url: string;
  readonly proxy: FaultProxy;
  /** How many bytes a cut may wait for: mostly little, now and then most of a full read. */
  readonly longCut: number;
  readonly shortCut: number;
  /** Somebody works in the CRM. */
  edit(random: Random): Promise<void>;
  /** What the warehouse has that the source has not, or not so; empty when both are alike. */
  differences(sync: Pick<TestSync, 'query'>): Promise<string[]>;
  drop(): Promise<void>;
}

/** What the two databases say differently. */
interface Dialect {
  readonly longCut: number;
  readonly shortCut: number;
  readonly port: number;
  readonly tables: readonly string[];
  readonly now: string;
  readonly longerTitle: string;
  readonly account: string;
  readonly deal: string;
}

const DIALECTS: Readonly<Record<Kind, Dialect>> = {
  postgres: {
    longCut: 2_500_000,
    shortCut: 9_000,
    port: 5432,
    tables: [
      'create table account (id int primary key, title text)',
      `insert into account select g, repeat('客户', g % 9) || g from generate_series(1, ${ACCOUNTS}) g`,
      `create table deal (id serial primary key, account_id int, stage text, amount numeric, created timestamptz,
        updated_at timestamptz default clock_timestamp())`,
      `insert into deal (account_id, stage, amount, created)
        select g % ${ACCOUNTS}, 'new', g * 1.01, now() from generate_series(1, ${DEALS}) g`,
      'create index on deal (updated_at)',
    ],
    now: 'clock_timestamp()',
    longerTitle: `title || '!'`,
    account: `id::text || '|' || coalesce(title, '')`,
    deal: `id::text || '|' || amount::numeric(18, 2)::text || '|' || stage`,
  },
  mysql: {
    longCut: 1_500_000,
    // a small budget cuts the handshake
    shortCut: 4_000,
    port: 3306,
    tables: [
      'create table account (id int primary key, title text)',
      `insert into account select seq, concat(repeat('客户', seq % 9), seq) from seq_1_to_${ACCOUNTS}`,
      `create table deal (id int auto_increment primary key, account_id int, stage varchar(20), amount decimal(18, 2),
        created timestamp, updated_at timestamp(6) default now(6), index (updated_at))`,
      `insert into deal (account_id, stage, amount, created)
        select seq % ${ACCOUNTS}, 'new', seq * 1.01, now() from seq_1_to_${DEALS}`,
    ],
    now: 'now(6)',
    longerTitle: `concat(title, '!')`,
    account: `concat(id, '|', coalesce(title, ''))`,
    deal: `concat(id, '|', amount, '|', stage)`,
  },
};

const LANDED = {
  customer: `substr(id, 5) || '|' || coalesce(name, '')`,
  opportunity: `substr(id, 5) || '|' || amount::varchar || '|' || substr(stage_id, 5)`,
} as const;

export async function createFaultyCrm(kind: Kind): Promise<FaultyCrm> {
  const dialect = DIALECTS[kind];
  const db = kind === 'postgres' ? await createDatabase() : await createMysqlDatabase();
  for (const statement of dialect.tables) await db.sql(statement);
  const url = new URL(db.url);
  const proxy = await startFaultProxy({ host: url.hostname, port: Number(url.port || dialect.port) });
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  return {
    kind,
    yaml: `calendar: { timezone: Asia/Shanghai }
sources:
  crm:
    kind: ${kind}
    url: \${URL}
    entities:
      customer: { from: account, key: id, columns: { name: title } }
      opportunity:
        from: deal
        key: id
        watermark: updated_at
        columns: { customer_id: account_id, stage_id: stage, amount: amount, created_at: created, updated_at: updated_at }
`,
    url: url.href,
    proxy,
    longCut: dialect.longCut,
    shortCut: dialect.shortCut,
    async edit(random) {
      const id = random.below(DEALS);
      const account = id % ACCOUNTS;
      await db.sql(
        `update deal set amount = amount + 1, updated_at = ${dialect.now} where id between ${id} and ${id} + 50`,
      );
      await db.sql(
        `insert into deal (account_id, stage, amount, created) values (${account}, 'won', 5, now())`,
      );
      await db.sql(`update account set title = ${dialect.longerTitle} where id = ${account}`);
      await db.sql(`delete from account where id = ${random.below(ACCOUNTS)}`);
    },
    async differences(sync) {
      const found: string[] = [];
      for (const [entity, table] of [['customer', 'account'] as const, ['opportunity', 'deal'] as const]) {
        const source = await db.sql(`select ${dialect[table]} as line from ${table} order by id`);
        const landed = await sync.query(
          `select ${LANDED[entity]} as line from crm."${entity}" order by substr(id, 5)::int`,
        );
        if (checksum(source) !== checksum(landed))
          found.push(`${entity}: ${landed.length} rows differ from ${source.length} of the source`);
        const doubled = await sync.query(
          `select id from (select id, _op, _row_hash, lag(_row_hash || _op) over (partition by id order by _run_id) as before
           from crm_log."${entity}") where before = _row_hash || _op`,
        );
        if (doubled.length > 0) found.push(`${entity}: ${doubled.length} versions stand twice in the log`);
      }
      return found;
    },
    async drop() {
      await proxy.close();
      await db.drop();
    },
  };
}

function checksum(lines: readonly Record<string, unknown>[]): string {
  const hash = createHash('md5');
  for (const { line } of lines) hash.update(`${String(line)}\n`);
  return hash.digest('hex');
}
