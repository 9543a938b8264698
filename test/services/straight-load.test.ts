import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, openSync, type TestDatabase } from './sync-fixture.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createDatabase();
});
afterAll(() => db.drop());

const deals = (from: string, id = 'id') => `calendar: { timezone: Asia/Shanghai }
currency: CNY
sources:
  crm:
    kind: postgres
    url: \${URL}
    entities:
      opportunity:
        ${from}
        key: ${id}
        watermark: upd
        columns: { customer_id: acc, stage_id: stage, amount: amount, currency: currency, created_at: made,
          expected_close_on: due, deleted: gone, updated_at: upd, name: title }
        extra: { share: { type: decimal }, seats: { type: integer }, chance: { type: double } }
      fx_rate: { from: rate, key: [day, code], columns: { on: day, currency: code, rate: rate } }
`;

const FOUND = `select * exclude (_run_id, _seen_at) from crm.opportunity order by id`;
const REJECTED = `select key, column_name, reason, raw from meta.rejected order by all`;
const MARK = `select entity, watermark from meta.watermark order by entity`;

test('rows that go straight are the rows of the long way, of every kind of value', async () => {
  await db.sql(`create table rate (day date, code text, rate numeric, primary key (day, code))`);
  await db.sql(
    `insert into rate select d, 'USD', 7.1 from generate_series(date '2024-01-01', '2024-01-31', '1 day') d`,
  );
  await db.sql(`create table deal (id int primary key, title text, acc int, stage text, amount numeric, currency text,
    made timestamptz, due date, gone boolean, upd timestamptz, share numeric, seats numeric, chance float8)`);
  await db.sql('select setseed(0.42)');
  // one value in forty is not plain
  const one = (plain: string, others: string) =>
    `case when random() < 0.975 then ${plain} else (array[${others}])[1 + floor(random() * array_length(array[${others}], 1))::int] end`;
  await db.sql(`insert into deal select g, ${one("'deal ' || g", `'', null, 'a, "b"', E'two\\nlines', ' pad '`)}, g % 50,
    ${one("'new'", `' new ', '', null, '　new', '赢'`)}, ${one('g + 0.125', `'NaN'::numeric, null, 1e20, 0.005`)},
    ${one("'CNY'", `'USD', 'usd ', '', null, 'cny', 'XXXX', 'EUR'`)},
    ${one("timestamptz '2024-01-10' + g * interval '7 seconds'", `'infinity'::timestamptz, null, '0044-01-01 BC', '12000-01-01', '2030-01-01'`)},
    ${one("date '2024-02-01' + g % 30", `'infinity'::date, null, '0044-01-01 BC', '10000-01-01'`)},
    ${one('false', 'true, null')}, ${one("timestamptz '2024-01-10' + g * interval '7 seconds'", `null::timestamptz, '2999-01-01'`)},
    ${one('g / 1000.0', `'NaN'::numeric, null`)}, ${one('g', '1.5, null, 1e18')},
    ${one('g / 7.0', `'NaN'::float8, 'infinity'::float8, null`)}
    from generate_series(1, 4000) g`);
  const straight = await openSync(deals('from: deal'), { URL: db.url });
  const long = await openSync(deals('query: select * from deal'), { URL: db.url });
  const reports = [await straight.run(), await long.run()];
  const counts = reports.map((one) =>
    one.entities.map(({ entity, read, landed, deleted, rejected }) => ({
      entity,
      read,
      landed,
      deleted,
      rejected,
    })),
  );
  expect(counts[0]).toEqual(counts[1]);
  expect(counts[0]?.find((one) => one.entity === 'opportunity')).toMatchObject({ read: 4000 });
  const found = await straight.query(FOUND);
  expect(found.length).toBeGreaterThan(2500);
  expect(found).toEqual(await long.query(FOUND));
  const rejected = await straight.query(REJECTED);
  expect(rejected.length).toBeGreaterThan(100);
  expect(rejected).toEqual(await long.query(REJECTED));
  expect(await straight.query(MARK)).toEqual(await long.query(MARK));
  // what went straight is found again, by its key and by its hash
  const again = await straight.run({ full: true });
  expect(again.entities.map((one) => [one.entity, one.landed, one.deleted, one.rejected])).toEqual([
    ['opportunity', 0, 0, 0],
    ['fx_rate', 0, 0, 0],
  ]);
  await db.sql(`update deal set title = 'renamed', upd = '2024-01-20' where id in (7, 8)`);
  await db.sql('delete from deal where id = 9');
  expect((await straight.run({ reconcile: true })).changed).toBe(true);
  expect(
    await straight.query(`select id, name from crm.opportunity where id in ('crm:7', 'crm:8', 'crm:9')`),
  ).toEqual([7, 8].map((id) => ({ id: `crm:${id}`, name: 'renamed' })));
  await Promise.all([straight.end(), long.end()]);
}, 60_000);

test('whatever a value is, a rejected row keeps the text that the server writes of it', async () => {
  await db.sql(`create type rung as enum ('low', '高')`);
  await db.sql(`create table odd (id bigint primary key, title rung, acc int, stage text, amount numeric, currency text,
    made timestamptz, due date, gone boolean, upd timestamp, share numeric, seats smallint, chance uuid)`);
  await db.sql('select setseed(0.7)');
  const far = (unit: string, most: number) => `(random() - 0.5) * 2 * ${most} * interval '1 ${unit}'`;
  const number = `round(((random() - 0.5) * power(10, floor(random() * 22)::int))::numeric, floor(random() * 9)::int)`;
  await db.sql(`insert into odd select (g - 2000)::bigint * 4000000000001, (array['low', '高', null])[1 + g % 3]::rung, -g, null,
    case g % 40 when 0 then 'NaN' when 1 then 'Infinity' when 2 then '-Infinity' when 3 then 0 when 4 then 0.0000 when 5 then null
      when 6 then 12.500 when 7 then 1e30 else ${number} end,
    (array['C"N', '', 'é\n', null])[1 + g % 4],
    case g % 30 when 0 then 'infinity' when 1 then '-infinity' when 2 then '4713-01-01 BC' when 3 then '294276-12-31 23:59:59.999999'
      when 4 then '0001-01-01 BC' when 5 then '9999-12-31 23:59:59.999999' when 6 then '0001-01-01' when 7 then null
      when 8 then '1969-12-31 23:59:59.999999' else timestamptz '2000-01-01' + ${far('second', 1e9)} end,
    case g % 20 when 0 then 'infinity' when 1 then '-infinity' when 2 then '4713-01-01 BC' when 3 then '5874897-12-31'
      when 4 then '0001-12-31 BC' when 5 then '0001-01-01' when 6 then '9999-12-31' when 7 then '10000-01-01' when 8 then null
      else date '2000-02-29' + (random() * 100000 - 50000)::int end,
    (array[false, null])[1 + g % 2],
    case g % 25 when 0 then 'infinity' when 1 then '0044-03-15 BC 12:00' when 2 then null else timestamp '1999-12-31' + ${far('day', 700000)} end,
    ${number}, (g % 60000 - 30000)::smallint, case when g % 3 > 0 then gen_random_uuid() end from generate_series(1, 5000) g`);
  const yaml = deals('from: odd')
    .replace('watermark: upd', '')
    .replace('timezone: Asia/Shanghai', 'timezone: UTC');
  const sync = await openSync(yaml.replace('chance: { type: double }', 'chance: { type: text }'), {
    URL: db.url,
  });
  const report = await sync.run();
  expect(report.entities[0]).toMatchObject({ read: 5000, landed: 0, rejected: 5000 });
  const kept = await sync.query(`select raw from meta.rejected order by (raw->>'id')::hugeint`);
  const written =
    await db.sql(`select id::text, acc::text as customer_id, stage as stage_id, amount::text, currency,
    made::text as created_at, due::text as expected_close_on, case gone when true then 't' when false then 'f' end as deleted,
    (upd at time zone 'UTC' at time zone 'UTC')::text as updated_at, title::text as name, share::text, seats::text, chance::text
    from odd order by odd.id`);
  expect(kept.map((one) => JSON.parse(String(one['raw'])))).toEqual(written);
  await sync.end();
}, 60_000);

test('a currency that is a number, and tables that inherit a key, are read as the long way reads them', async () => {
  await db.sql('create table numbered (id int primary key, stage text, amount numeric, currency int)');
  await db.sql(`insert into numbered select g, 'new', g, 156 from generate_series(1, 50) g`);
  await db.sql(
    'create table parent (id int primary key, title text); create table child () inherits (parent)',
  );
  await db.sql(`insert into parent select g, 'parent' from generate_series(1, 20) g`);
  await db.sql(`insert into child select g, 'child' from generate_series(20, 30) g`);
  const yaml = (way: (table: string) => string) => `currency: CNY
sources:
  crm:
    kind: postgres
    url: "\${URL}"
    entities:
      opportunity: { ${way('numbered')}, key: id, columns: { stage_id: stage, amount: amount, currency: currency, created_at: { value: "2024-01-01" } } }
      product: { ${way('parent')}, key: id, columns: { name: title } }
`;
  const straight = await openSync(
    yaml((table) => `from: ${table}`),
    { URL: db.url },
  );
  const long = await openSync(
    yaml((table) => `query: select * from ${table}`),
    { URL: db.url },
  );
  await straight.run();
  await long.run();
  for (const sql of [
    REJECTED,
    'select id, name from crm.product order by id, name',
    'select id, currency from crm.opportunity order by id',
  ]) {
    expect(await straight.query(sql)).toEqual(await long.query(sql));
  }
  expect(
    await straight.query(
      'select count(*)::integer as n, count(distinct id)::integer as ids from crm.product',
    ),
  ).toEqual([{ n: 30, ids: 30 }]);
  await Promise.all([straight.end(), long.end()]);
});

test('one key in two spellings takes the long way, and one row of the two', async () => {
  await db.sql('create table spelt (id text primary key, title text)');
  await db.sql(
    `insert into spelt select 'k' || g, 'x' from generate_series(1, 500) g union all select 'k77 ', 'y'`,
  );
  const said: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void said.push(line) });
  const yaml = `sources:
  crm: { kind: postgres, url: "\${URL}", entities: { product: { from: spelt, key: id, columns: { name: title } } } }
`;
  const sync = await openSync(yaml, { URL: db.url }, { log });
  await sync.run();
  expect(said.join('')).toContain('one key in two spellings');
  expect(await sync.query('select count(*)::integer as n from crm.product')).toEqual([{ n: 500 }]);
  expect(await sync.query('select key, reason from meta.rejected')).toEqual([
    { key: 'crm:k77', reason: 'duplicate_key' },
  ]);
  await sync.end();
});

test('of a source that fails half-way nothing lands, and the other source lands', async () => {
  await db.sql('create table whole (id int primary key, title text)');
  await db.sql(`insert into whole select g, 'x' from generate_series(1, 300000) g`);
  const yaml = `sources:
  good: { kind: postgres, url: "\${URL}", entities: { product: { from: whole, key: id, columns: { name: title } } } }
  bad:
    kind: postgres
    url: "\${URL}"
    entities:
      product: { from: whole, key: id, columns: { name: title } }
      campaign: { from: whole, key: id, columns: { name: { sql: "(1 / (id - 299999))::text" } } }
`;
  const sync = await openSync(yaml, { URL: db.url }, { file: true });
  const report = await sync.run();
  expect(report.failures.map((one) => one.source)).toEqual(['bad']);
  const counts = `select (select count(*) from crm.product where _source = 'good')::integer as good,
    (select count(*) from crm.product where _source = 'bad')::integer as bad,
    (select count(*) from crm.campaign)::integer as campaigns`;
  expect(await sync.query(counts)).toEqual([{ good: 300_000, bad: 0, campaigns: 0 }]);
  await sync.end();
}, 60_000);
