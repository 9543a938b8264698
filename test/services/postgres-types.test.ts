import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, openSync, type TestDatabase } from './sync-fixture.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createDatabase();
});
afterAll(() => db.drop());

function mapping(options: string, body: string): string {
  return `calendar: { timezone: Asia/Shanghai }
sources:
  crm:
    kind: postgres
    url: \${URL}
    ${options}
    entities:
${body}`;
}

test('every text survives: empty or null, quotes, newlines, tabs, backslashes, emoji', async () => {
  const texts = [
    '',
    null,
    'a "q" b',
    "it's",
    'two\nlines',
    'crlf\r\nhere',
    'tab\there',
    'back\\slash \\N \\.',
    '客户 😀',
    ' pad ',
    '\\.',
    ',',
    'null',
    '{"k":1}',
  ];
  await db.sql('create table texts (id int primary key, t text)');
  for (const [id, text] of texts.entries()) await db.sql('insert into texts values ($1, $2)', [id, text]);
  const sync = await openSync(
    mapping('', `      product: { from: texts, key: id, columns: { name: { sql: "'n'" }, category: t } }`),
    { URL: db.url },
  );
  await sync.run();
  const found = await sync.query(`select category from crm.product order by split_part(id, ':', 2)::int`);
  expect(found.map((row) => row['category'])).toEqual(texts);
  await sync.end();
});

test('every type arrives with its value', async () => {
  await db.sql(`create type mood as enum ('sad', 'ok')`);
  await db.sql(`create table typed (
    id bigint primary key, n numeric, m money, r real, d double precision, b boolean, arr text[], j json, jb jsonb,
    e mood, u uuid, c char(5), v varchar(9), big bigint, day date, i int, nothing int)`);
  await db.sql(`insert into typed values (9223372036854775807, 12345678901234.565, 1234.5, 0.1, 1e-7, true,
    array['a', 'b"c', null], '{"a": [1, "x"]}', '{"z": 1}', 'ok', '00000000-0000-0000-0000-000000000001', 'ab', 'v',
    -9007199254740993, '2024-02-29', -5, null)`);
  const sync = await openSync(
    mapping(
      '',
      `      customer:
        from: typed
        key: id
        columns: { name: { sql: "'x'" }, annual_revenue: n, employee_count: big, lat: d, lng: r, birth_date: day }
        extra:
          m: { type: money }
          b: { type: boolean }
          arr: { type: text }
          j: { type: text }
          jb: { type: text }
          e: { type: text }
          u: { type: text }
          c: { type: text }
          i: { type: integer }
          nothing: { type: integer }`,
    ),
    { URL: db.url },
  );
  await sync.run();
  expect(
    await sync.query(
      `select id, annual_revenue, employee_count, lat, lng, birth_date, m, b, arr, j, jb, e, u, c, i, nothing from crm.customer`,
    ),
  ).toEqual([
    {
      id: 'crm:9223372036854775807',
      annual_revenue: '12345678901234.57', // half away from zero
      employee_count: '-9007199254740993',
      lat: 1e-7,
      lng: 0.1,
      birth_date: '2024-02-29',
      m: '1234.50',
      b: true,
      arr: '{a,"b\\"c",NULL}',
      j: '{"a": [1, "x"]}',
      jb: '{"z": 1}',
      e: 'ok',
      u: '00000000-0000-0000-0000-000000000001',
      c: 'ab',
      i: '-5',
      nothing: null,
    },
  ]);
  await sync.end();
});

const MOMENTS = `      lead:
        from: moments
        key: id
        columns:
          status: { value: new }
          created_at: at
          recorded_at: local
          updated_at: day
          converted_at: word
        extra: { on: { type: date, column: at }, local_on: { type: date, column: local } }`;

test.each([
  // 01:30 on the night when summer time ends happens twice: PostgreSQL takes the later, standard one
  ['Asia/Shanghai', '2024-11-02 17:30:00', '2024-11-03'],
  ['America/New_York', '2024-11-03 06:30:00', '2024-11-03'],
])('timestamps without a zone are read in %s, others are exact', async (zone, local, localOn) => {
  await db.sql(`drop table if exists moments`);
  await db.sql(`create table moments (id int, at timestamptz, local timestamp, day date, word text)`);
  await db.sql(
    `insert into moments values (1, '2024-03-31 23:30:00.123456+08', '2024-11-03 01:30:00', '2024-03-10', '2024-05-01T08:00:00+08:00')`,
  );
  await db.sql(
    `insert into moments values (2, '2024-03-31 16:00:00Z', 'infinity', '-infinity', '2024-05-01')`,
  );
  const sync = await openSync(mapping(`timezone: ${zone}`, MOMENTS), {
    URL: `${db.url}?options=-c%20timezone%3DAsia/Tokyo%20-c%20datestyle%3DGerman`,
  });
  await sync.run();
  expect(
    await sync.query(
      `select id, created_at, recorded_at, updated_at, converted_at, "on" from crm.lead order by id`,
    ),
  ).toEqual([
    {
      id: 'crm:1',
      created_at: '2024-03-31 15:30:00.123456',
      recorded_at: local,
      updated_at: '2024-03-09 16:00:00', // a date is a business day: its beginning in the calendar's zone
      converted_at: '2024-05-01 00:00:00',
      on: '2024-03-31',
    },
    {
      id: 'crm:2',
      created_at: '2024-03-31 16:00:00',
      recorded_at: null,
      updated_at: null,
      converted_at: '2024-04-30 16:00:00',
      on: '2024-04-01',
    },
  ]);
  expect(await sync.query(`select local_on from crm.lead where id = 'crm:1'`)).toEqual([
    { local_on: localOn },
  ]);
  await sync.end();
});

test('rows larger than a chunk and rows in several chunks arrive whole', async () => {
  await db.sql(`create table wide (id int primary key, t text)`);
  await db.sql(`insert into wide select g, repeat('x"' || chr(10), 700000) from generate_series(1, 3) g`);
  await db.sql(
    `insert into wide select g, repeat('y,' || chr(13) || chr(10) || 'z', 200) from generate_series(4, 60000) g`,
  );
  const sync = await openSync(mapping('', `      product: { from: wide, key: id, columns: { name: t } }`), {
    URL: db.url,
  });
  const report = await sync.run();
  expect(report.entities).toMatchObject([{ read: 60000, landed: 60000, rejected: 0 }]);
  expect(
    await sync.query(
      `select count(*)::int as n, sum(length(name))::bigint::varchar as size from crm.product`,
    ),
  ).toEqual([{ n: 60000, size: String(3 * 3 * 700000 + 59997 * 1000) }]);
  await sync.end();
});
