import { afterAll, beforeAll, expect, test } from 'vitest';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import { seededRandom, type Random } from '../../golden/oracle/random.ts';
import { createMysqlDatabase, type TestMysql } from '../mysql-fixture.ts';
import { openSync, type TestSync } from '../sync-fixture.ts';
import { startFaultProxy, type FaultProxy } from './proxy.ts';

const SEEDS = Number(process.env['FAULT_SEEDS'] ?? 24);

const MAPPING = `calendar: { timezone: Asia/Shanghai }
sources:
  crm:
    kind: mysql
    url: \${URL}
    entities:
      customer: { from: account, key: id, columns: { name: title } }
      opportunity:
        from: deal
        key: id
        watermark: updated_at
        columns: { customer_id: account_id, stage_id: stage, amount: amount, created_at: created, updated_at: updated_at }
`;

let db: TestMysql;
let proxy: FaultProxy;
let sync: TestSync;
beforeAll(async () => {
  db = await createMysqlDatabase();
  const url = new URL(db.url);
  proxy = await startFaultProxy({ host: url.hostname, port: Number(url.port || 3306) });
  await db.sql('create table account (id int primary key, title text)');
  await db.sql(`insert into account select seq, concat(repeat('客户', seq % 9), seq) from seq_1_to_3000`);
  await db.sql(`create table deal (id int auto_increment primary key, account_id int, stage varchar(20), amount decimal(18, 2),
    created timestamp, updated_at timestamp(6) default now(6), index (updated_at))`);
  await db.sql(`insert into deal (account_id, stage, amount, created)
    select seq % 3000, 'new', seq * 1.01, now() from seq_1_to_20000`);
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  sync = await openSync(MAPPING, { URL: url.href });
});
afterAll(async () => {
  await sync.end();
  await proxy.close();
  await db.drop();
});

/** Somebody works in the CRM. */
async function edit(random: Random): Promise<void> {
  const id = random.below(20_000);
  await db.sql('update deal set amount = amount + 1, updated_at = now(6) where id between ? and ? + 50', [
    id,
    id,
  ]);
  await db.sql(`insert into deal (account_id, stage, amount, created) values (?, 'won', 5, now())`, [
    id % 3000,
  ]);
  await db.sql(`update account set title = concat(title, '!') where id = ?`, [id % 3000]);
  await db.sql('delete from account where id = ?', [random.below(3000)]);
}

const entities = [
  [
    'account',
    'customer',
    `concat(id, '|', coalesce(title, ''))`,
    "substr(id, 5) || '|' || coalesce(name, '')",
  ],
  [
    'deal',
    'opportunity',
    `concat(id, '|', amount, '|', stage)`,
    "substr(id, 5) || '|' || amount::varchar || '|' || substr(stage_id, 5)",
  ],
] as const;

test(
  `the wire is cut at any byte, ${String(SEEDS)} times over: no row lost, none doubled`,
  { timeout: 600_000 },
  async () => {
    let told = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const random = seededRandom(seed);
      await edit(random);
      // now and then more cuts than the sync has patience for; a small budget cuts the handshake
      const cuts = Array.from({ length: 1 + random.below(6) }, () =>
        random.below(seed % 3 === 0 ? 1_500_000 : 4_000),
      );
      proxy.cutAfter(cuts);
      for (let attempt = 0; attempt < 8; attempt += 1) {
        try {
          await sync.run(random.below(3) === 0 ? { full: true } : {});
          break;
        } catch (error) {
          told += 1;
          expect(error).toBeInstanceOf(TreelineError);
          expect(error instanceof TreelineError && error.code).toMatch(/^source_(lost|unreachable)$/);
        }
      }
      proxy.cutAfter([]);
      await sync.run();
      for (const [table, entity, theirs, ours] of entities) {
        const source = await db.sql(`select ${theirs} as line from ${table} order by id`);
        const landed = await sync.query(
          `select ${ours} as line from crm."${entity}" order by substr(id, 5)::int`,
        );
        expect({ seed, entity, lines: landed.length }).toEqual({ seed, entity, lines: source.length });
        expect(landed).toEqual(source);
        const doubled = await sync.query(
          `select id from (select id, _op, _row_hash, lag(_row_hash || _op) over (partition by id order by _run_id) as before
           from crm_log."${entity}") where before = _row_hash || _op`,
        );
        expect({ seed, entity, doubled }).toEqual({ seed, entity, doubled: [] });
      }
    }
    expect(proxy.cuts()).toBeGreaterThan(SEEDS);
    expect(told).toBeGreaterThan(0);
  },
);
