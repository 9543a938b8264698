import { afterAll, beforeAll, expect, test } from 'vitest';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import { seededRandom, type Random } from '../../golden/oracle/random.ts';
import { createDatabase, openSync, type TestDatabase, type TestSync } from '../sync-fixture.ts';
import { startFaultProxy, type FaultProxy } from './proxy.ts';

const SEEDS = Number(process.env['FAULT_SEEDS'] ?? 24);

const MAPPING = `calendar: { timezone: Asia/Shanghai }
sources:
  crm:
    kind: postgres
    url: \${URL}
    entities:
      customer: { from: account, key: id, columns: { name: title } }
      opportunity:
        from: deal
        key: id
        watermark: updated_at
        columns: { customer_id: account_id, stage_id: stage, amount: amount, created_at: created, updated_at: updated_at }
`;

let db: TestDatabase;
let proxy: FaultProxy;
let sync: TestSync;
beforeAll(async () => {
  db = await createDatabase();
  const url = new URL(db.url);
  proxy = await startFaultProxy({ host: url.hostname, port: Number(url.port || 5432) });
  await db.sql('create table account (id int primary key, title text)');
  await db.sql(`insert into account select g, repeat('客户', g % 9) || g from generate_series(1, 3000) g`);
  await db.sql(`create table deal (id serial primary key, account_id int, stage text, amount numeric, created timestamptz,
    updated_at timestamptz default clock_timestamp())`);
  await db.sql(`insert into deal (account_id, stage, amount, created)
    select g % 3000, 'new', g * 1.01, now() from generate_series(1, 20000) g`);
  await db.sql('create index on deal (updated_at)');
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
  await db.sql(
    `update deal set amount = amount + 1, updated_at = clock_timestamp() where id between $1 and $1 + 50`,
    [id],
  );
  await db.sql(`insert into deal (account_id, stage, amount, created) values ($1, 'won', 5, now())`, [
    id % 3000,
  ]);
  await db.sql(`update account set title = title || '!' where id = $1`, [id % 3000]);
  await db.sql(`delete from account where id = $1`, [random.below(3000)]);
}

const entities = [
  [
    'account',
    'customer',
    "id::text || '|' || coalesce(title, '')",
    "substr(id, 5) || '|' || coalesce(name, '')",
  ],
  [
    'deal',
    'opportunity',
    "id::text || '|' || amount::numeric(18,2)::text || '|' || stage",
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
      // now and then more cuts than the sync has patience for
      const cuts = Array.from({ length: 1 + random.below(6) }, () =>
        random.below(seed % 3 === 0 ? 2_500_000 : 9_000),
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
        const [source] = await db.sql(
          `select count(*)::int as n, md5(string_agg(${theirs}, ',' order by id::text collate "C")) as rows from ${table}`,
        );
        const [landed] = await sync.query(
          `select count(*)::int as n, md5(string_agg(${ours}, ',' order by substr(id, 5))) as rows from crm."${entity}"`,
        );
        expect({ seed, entity, ...landed }).toEqual({ seed, entity, ...source });
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
