import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMysqlDatabase, type TestMysql } from './mysql-fixture.ts';
import { openSync, type TestSync } from './sync-fixture.ts';

// `call` and `order` are words of MySQL's own
const MAPPING = `calendar: { timezone: Asia/Shanghai }
sources:
  crm:
    kind: mysql
    url: \${URL}
    timezone: America/New_York
    entities:
      pipeline_stage: { from: stage, key: id, columns: { pipeline: { value: sales }, name: id, rank: rank, kind: kind } }
      customer: { from: account, key: id, watermark: updated_at, columns: { name: title, updated_at: updated_at } }
      opportunity:
        from: call
        key: id
        watermark: updated_at
        columns:
          customer_id: account_id
          stage_id: order
          amount: amount
          created_at: created
          deleted: gone
          updated_at: updated_at
`;

let db: TestMysql;
let sync: TestSync;
beforeAll(async () => {
  db = await createMysqlDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.sql('drop table if exists stage, account, `call`');
  await db.sql('create table stage (id varchar(20) primary key, `rank` int, kind varchar(20))');
  await db.sql(`insert into stage values ('new', 1, 'open'), ('won', 2, 'won')`);
  await db.sql('create table account (id int primary key, title text, updated_at timestamp(6) null)');
  await db.sql(`insert into account select seq, concat('A', seq), now() - interval 1 day from seq_1_to_5`);
  await db.sql(`create table \`call\` (id int unsigned primary key, account_id int, \`order\` varchar(20), amount decimal(18, 2),
    created datetime, gone bit(1) default 0, updated_at datetime(3) null, index (updated_at))`);
  await db.sql(
    `insert into \`call\` select seq, seq % 5 + 1, 'new', seq, ${local('2 day')}, 0, ${local('1 day')} from seq_1_to_100`,
  );
  sync = await openSync(MAPPING, { URL: db.url });
  return () => sync.end();
});

/** The clock on the wall in New York, as this CRM writes it, some time ago. */
function local(ago = '0 second'): string {
  const now = new Date();
  const wall = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'America/New_York',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(now);
  return `(timestamp '${wall}.${String(now.getMilliseconds()).padStart(3, '0')}' - interval ${ago})`;
}

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
  await db.sql("update `call` set amount = 7.5, updated_at = '2026-01-02 03:04:05.678' where id = 3");
  await db.sql(`update \`call\` set amount = 8.5, updated_at = ${local()} where id = 4`);
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
  ).toEqual([{ _op: 'upsert', amount: '7.50', run: 3, _source_at: '2026-01-02 08:04:05.678' }]);
});

test('rows flagged as deleted, and rows that are gone, leave crm and end in the log', async () => {
  await sync.run();
  await db.sql(`update \`call\` set gone = 1, updated_at = ${local()} where id = 1`);
  await db.sql('delete from `call` where id = 2');
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
  await db.sql(`insert into account values (6, 'new one', now(6))`);
  await db.sql(`insert into \`call\` values (101, 6, 'won', 5, ${local()}, 0, ${local()})`);
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
  const late = await db.connect();
  await late.query('start transaction');
  await late.query(`insert into \`call\` values (201, 1, 'new', 1, ${local()}, 0, ${local()})`);
  await db.sql(`insert into \`call\` values (202, 1, 'new', 1, ${local()}, 0, ${local()})`);
  await sync.run({ entities: ['opportunity'] });
  await late.query('commit');
  await late.end();
  await sync.run({ entities: ['opportunity'] });
  expect(
    await sync.query(`select count(*)::int as n from crm.opportunity where id in ('crm:201', 'crm:202')`),
  ).toEqual([{ n: 2 }]);
});

test('a row dated in the future, or with no date, does not blind the sync', async () => {
  await db.sql("update `call` set updated_at = '2999-01-01' where id = 9");
  await db.sql("update `call` set updated_at = '0000-00-00' where id = 8");
  await sync.run();
  await db.sql(`update \`call\` set amount = 1000, updated_at = ${local()} where id = 10`);
  await db.sql('update `call` set amount = 800, updated_at = null where id = 8');
  await sync.run();
  expect(
    await sync.query(`select id, amount from crm.opportunity where id in ('crm:8', 'crm:10') order by id`),
  ).toEqual([
    { id: 'crm:10', amount: '1000.00' },
    { id: 'crm:8', amount: '800.00' },
  ]);
  expect(await sync.query(`select key, reason, resolved_at is null as open from meta.rejected`)).toEqual([
    { key: 'crm:8', reason: 'unreadable_value', open: false },
  ]);
});

test.each([
  ['date', `'2024-02-01'`, `'2024-02-02'`],
  ['bigint unsigned', '18446744073709550000', '18446744073709551615'],
  ['timestamp(6)', `'2024-02-01 00:00:00.000001'`, `'2024-02-01 00:00:00.000002'`],
])('a watermark of type %s is followed', async (type, first, second) => {
  await db.sql('drop table if exists marked');
  await db.sql(`create table marked (id int primary key, title text, mark ${type} null)`);
  await db.sql(`insert into marked values (1, 'one', ${first})`);
  const own = await openSync(
    `sources:
  crm:
    kind: mysql
    url: \${URL}
    entities: { product: { from: marked, key: id, watermark: mark, columns: { name: title } } }
`,
    { URL: db.url },
  );
  await own.run();
  expect((await own.run({ entities: ['product'] })).changed).toBe(false);
  await db.sql(`insert into marked values (2, 'two', ${second})`);
  expect((await own.run({ entities: ['product'] })).changed).toBe(true);
  expect(await own.query('select name from crm.product order by id')).toEqual([
    { name: 'one' },
    { name: 'two' },
  ]);
  expect(await own.query('select watermark from meta.watermark')).toEqual([
    { watermark: second.replaceAll("'", '') },
  ]);
  await own.end();
});

test('a query, a key of several columns, codes and a condition are read as everywhere', async () => {
  await db.sql('drop table if exists member');
  await db.sql('create table member (`group` int, person int, kind char(2), primary key (`group`, person))');
  await db.sql(`insert into member values (1, 1, 'A'), (1, 2, 'B'), (2, 1, 'A')`);
  const own = await openSync(
    `sources:
  crm:
    kind: mysql
    url: \${URL}
    schema: ${db.name}
    entities:
      lead:
        query: "select m.*, '2024-01-01' as day from member m -- all of them"
        where: "\`group\` = 1 # only of the first group"
        key: [group, person]
        columns: { status: kind, created_at: day, name: { sql: 'concat(kind, "\\\\", person)' }, company: { value: "it's \\\\ ours" } }
        values: { status: { A: new, B: contacted } }
`,
    { URL: db.url },
  );
  await own.run();
  expect(await own.query('select id, status, name, company from crm.lead order by id')).toEqual([
    { id: 'crm:1|1', status: 'new', name: 'A\\1', company: "it's \\ ours" },
    { id: 'crm:1|2', status: 'contacted', name: 'B\\2', company: "it's \\ ours" },
  ]);
  await own.end();
});

test('a server that drops the connection is found again', async () => {
  await sync.run();
  const sessions = await db.sql(
    'select id from information_schema.processlist where db = database() and id <> connection_id()',
  );
  expect(sessions).toHaveLength(1);
  await db.sql(`kill ${String(sessions[0]?.['id'] ?? sessions[0]?.['ID'])}`);
  await db.sql(`insert into \`call\` values (301, 1, 'new', 1, ${local()}, 0, ${local()})`);
  const report = await sync.run().catch(() => sync.run());
  expect(report.changed).toBe(true);
});

test('all rows of a run are of one moment, while the source is busy', async () => {
  // every deal is inserted with its customer in one transaction: neither may come without the other
  let stop = false;
  const busy = await db.connect();
  const writing = (async () => {
    for (let id = 1000; !stop; id++) {
      await busy.query('start transaction');
      await busy.query(`insert into account values (${id}, 'x', now(6))`);
      await busy.query(`insert into \`call\` values (${id}, ${id}, 'new', 1, ${local()}, 0, ${local()})`);
      await busy.query('commit');
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
