import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import pg from 'pg';
import { createDatabase, openSync, type TestDatabase, type TestSync } from './sync-fixture.ts';

const MAPPING = `calendar: { timezone: Asia/Shanghai }
sources:
  crm:
    kind: postgres
    url: \${URL}
    entities:
      pipeline_stage: { from: stage, key: id, columns: { pipeline: { value: sales }, name: id, rank: rank, kind: kind } }
      customer: { from: account, key: id, watermark: updated_at, columns: { name: title, updated_at: updated_at } }
      opportunity:
        from: deal
        key: id
        watermark: updated_at
        columns:
          customer_id: account_id
          stage_id: stage
          amount: amount
          created_at: created
          deleted: gone
          updated_at: updated_at
`;

let db: TestDatabase;
let sync: TestSync;
beforeAll(async () => {
  db = await createDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.sql('drop table if exists stage, account, deal');
  await db.sql('create table stage (id text primary key, rank int, kind text)');
  await db.sql(`insert into stage values ('new', 1, 'open'), ('won', 2, 'won')`);
  await db.sql('create table account (id int primary key, title text, updated_at timestamptz)');
  await db.sql(
    `insert into account select g, 'A' || g, now() - interval '1 day' from generate_series(1, 5) g`,
  );
  await db.sql(`create table deal (id int primary key, account_id int, stage text, amount numeric, created timestamptz,
    gone boolean default false, updated_at timestamptz)`);
  await db.sql('create index on deal (updated_at)');
  await db.sql(`insert into deal select g, g % 5 + 1, 'new', g, now() - interval '2 days', false, now() - interval '1 day'
    from generate_series(1, 100) g`);
  sync = await openSync(MAPPING, { URL: db.url });
  return () => sync.end();
});

const counts = async (): Promise<unknown> =>
  (
    await sync.query(`select
      (select count(*)::int from crm.opportunity) as now, (select count(*)::int from crm_log.opportunity) as logged,
      (select count(*)::int from crm_log.opportunity where _op = 'delete') as ended`)
  )[0];

test('the first run copies all; the second, nothing', async () => {
  const first = await sync.run();
  expect(first).toMatchObject({ runId: 1, changed: true, failures: [] });
  expect(await counts()).toEqual({ now: 100, logged: 100, ended: 0 });
  const second = await sync.run();
  expect(second).toMatchObject({ runId: 2, changed: false });
  expect(await counts()).toEqual({ now: 100, logged: 100, ended: 0 });
  expect(await sync.query('select run_id::int as id, status, kind from meta.run order by 1')).toEqual([
    { id: 1, status: 'ok', kind: 'full' },
    { id: 2, status: 'ok', kind: 'increment' },
  ]);
});

test('an increment lands the changed rows only, each version in the log with the run and the time of the source', async () => {
  await sync.run();
  await db.sql(`update deal set amount = 7.5, updated_at = '2026-01-02 03:04:05Z' where id = 3`);
  await db.sql(`update deal set amount = 8.5, updated_at = now() where id = 4`);
  const report = await sync.run();
  // row 3 claims to be older than what was read: only a whole read can find it
  expect(report.entities.find((one) => one.entity === 'opportunity')).toMatchObject({ landed: 1 });
  expect(
    await sync.query(
      `select amount, _run_id::int as run from crm_log.opportunity where id = 'crm:4' order by 2`,
    ),
  ).toEqual([
    { amount: '4.00', run: 1 },
    { amount: '8.50', run: 2 },
  ]);
  await sync.run({ full: true });
  expect(
    await sync.query(
      `select _op, amount, _run_id::int as run, _source_at from crm_log.opportunity where id = 'crm:3' and _run_id > 1`,
    ),
  ).toEqual([{ _op: 'upsert', amount: '7.50', run: 3, _source_at: '2026-01-02 03:04:05' }]);
});

test('rows flagged as deleted, and rows that are gone, leave crm and end in the log', async () => {
  await sync.run();
  await db.sql(`update deal set gone = true, updated_at = now() where id = 1`);
  await db.sql(`delete from deal where id = 2`);
  await db.sql(`delete from stage where id = 'new'`);
  const report = await sync.run();
  expect(report.changed).toBe(true);
  expect(await counts()).toEqual({ now: 98, logged: 102, ended: 2 });
  expect(
    await sync.query(
      `select id, amount, _op, _source_at is not null as dated from crm_log.opportunity where _op = 'delete' order by id`,
    ),
  ).toEqual([
    { id: 'crm:1', amount: '1.00', _op: 'delete', dated: true },
    { id: 'crm:2', amount: '2.00', _op: 'delete', dated: false },
  ]);
  expect(await sync.query('select id from crm.pipeline_stage')).toEqual([{ id: 'crm:won' }]);
  // once is enough
  await sync.run();
  await sync.run({ full: true });
  expect(await counts()).toEqual({ now: 98, logged: 102, ended: 2 });
});

test('a poll asks once, writes nothing when nothing moved, and fetches the new customer of a new deal', async () => {
  await sync.run();
  await sync.run({ entities: ['opportunity'] });
  const before = await sync.query('select count(*)::int as runs from meta.run');
  for (let i = 0; i < 3; i++) expect((await sync.run({ entities: ['opportunity'] })).changed).toBe(false);
  expect(await sync.query('select count(*)::int as runs from meta.run')).toEqual(before);
  await db.sql(`insert into account values (6, 'new one', now())`);
  await db.sql(`insert into deal values (101, 6, 'won', 5, now(), false, now())`);
  const report = await sync.run({ entities: ['opportunity'] });
  const landed = new Map(report.entities.map((one) => [one.entity, one.landed]));
  expect([...landed].toSorted()).toEqual([
    ['customer', 1],
    ['opportunity', 1],
  ]);
  expect(sync.liveEntities).toEqual(['opportunity']);
});

test('a transaction that commits late is not missed', async () => {
  await sync.run();
  const late = new pg.Client(db.url);
  await late.connect();
  await late.query('begin');
  await late.query(`insert into deal values (201, 1, 'new', 1, now(), false, now())`);
  await db.sql(`insert into deal values (202, 1, 'new', 1, clock_timestamp(), false, clock_timestamp())`);
  await sync.run({ entities: ['opportunity'] });
  await late.query('commit');
  await late.end();
  await sync.run({ entities: ['opportunity'] });
  expect(
    await sync.query(`select count(*)::int as n from crm.opportunity where id in ('crm:201', 'crm:202')`),
  ).toEqual([{ n: 2 }]);
});

test('a row dated in the future does not blind the sync', async () => {
  await db.sql(`update deal set updated_at = '2999-01-01' where id = 9`);
  await sync.run();
  await db.sql(`update deal set amount = 1000, updated_at = now() where id = 10`);
  await sync.run();
  expect(await sync.query(`select amount from crm.opportunity where id = 'crm:10'`)).toEqual([
    { amount: '1000.00' },
  ]);
  expect(await counts()).toEqual({ now: 100, logged: 101, ended: 0 });
});

test('a server that drops the connection is found again', async () => {
  await sync.run();
  await db.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'treeline' and datname = current_database()`,
  );
  await db.sql(`insert into deal values (301, 1, 'new', 1, now(), false, now())`);
  const report = await sync.run().catch(() => sync.run());
  expect(report.changed).toBe(true);
});

test('all rows of a run are of one moment, while the source is busy', async () => {
  // every deal is inserted with its customer in one transaction: neither may come without the other
  let stop = false;
  const busy = new pg.Client(db.url);
  await busy.connect();
  const writing = (async () => {
    for (let id = 1000; !stop; id++) {
      await busy.query(`with a as (insert into account values (${id}, 'x', now()) returning id)
        insert into deal select ${id}, id, 'new', 1, now(), false, now() from a`);
    }
  })();
  for (let run = 0; run < 5; run++) {
    await sync.run({ full: run === 0 });
    const torn = `select count(*)::int as n from crm.opportunity o anti join crm.customer c on c.id = o.customer_id`;
    const missing = `select count(*)::int as n from (from crm.customer where name = 'x') c anti join crm.opportunity o on c.id = o.customer_id`;
    expect([...(await sync.query(torn)), ...(await sync.query(missing))]).toEqual([{ n: 0 }, { n: 0 }]);
  }
  stop = true;
  await writing;
  await busy.end();
});
