import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMysqlDatabase, type TestMysql } from './mysql-fixture.ts';
import { openSync } from './sync-fixture.ts';

let db: TestMysql;
beforeAll(async () => {
  db = await createMysqlDatabase();
});
afterAll(() => db.drop());

function mapping(options: string, body: string): string {
  return `calendar: { timezone: Asia/Shanghai }
sources:
  crm:
    kind: mysql
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
    '"',
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
    `long ${'"x",'.repeat(30)}`,
  ];
  await db.sql('create table texts (id int primary key, t text)');
  for (const [id, text] of texts.entries()) await db.sql('insert into texts values (?, ?)', [id, text]);
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
  await db.sql(`create table typed (
    id bigint unsigned primary key, n decimal(30, 3), f float, g float, d double, b tinyint(1), bi bit(1), wide bit(9),
    big bigint, day date, t time, y year, e enum('sad', 'ok'), s set('x', 'y'), j json, c char(5),
    l varchar(9) character set latin1, k varchar(9) character set gbk, hash binary(4), raw blob, p point, nothing int)`);
  await db.sql(`insert into typed values (18446744073709551615, 12345678901234.565, 0.1, 16777215, 1e-7, 1, b'1', 257,
    -9007199254740993, '2024-02-29', '-10:00:00', 2024, 'ok', 'x,y', '{"a": [1, "x"]}', 'ab',
    'é€', '客户', x'00ff0a22', 'bytes', point(1, 2), null)`);
  const sync = await openSync(
    mapping(
      '',
      `      customer:
        from: typed
        key: id
        columns: { name: { sql: "'x'" }, annual_revenue: n, employee_count: big, lat: d, lng: f, birth_date: day }
        extra:
          g: { type: text }
          f: { type: text }
          b: { type: boolean }
          bi: { type: boolean }
          wide: { type: integer }
          t: { type: text }
          y: { type: integer }
          e: { type: text }
          s: { type: text }
          j: { type: text }
          c: { type: text }
          l: { type: text }
          k: { type: text }
          hash: { type: text }
          raw: { type: text }
          raw_text: { type: text, column: { sql: "convert(raw using utf8mb4)" } }
          p: { type: text }
          nothing: { type: integer }`,
    ),
    { URL: db.url },
  );
  await sync.run();
  const names =
    'id, annual_revenue, employee_count, lat, lng, birth_date, g, f, b, bi, wide, t, y, e, s, j, c, l, k';
  expect(await sync.query(`select ${names}, hash, raw, raw_text, p, nothing from crm.customer`)).toEqual([
    {
      id: 'crm:18446744073709551615',
      annual_revenue: '12345678901234.57', // half away from zero
      employee_count: '-9007199254740993',
      lat: 1e-7,
      lng: 0.1,
      birth_date: '2024-02-29',
      g: '16777215', // MySQL itself would write 16777200
      f: '0.1',
      b: true,
      bi: true,
      wide: '257',
      t: '-10:00:00',
      y: '2024',
      e: 'ok',
      s: 'x,y',
      j: '{"a": [1, "x"]}',
      c: 'ab',
      l: 'é€',
      k: '客户',
      hash: '00ff0a22',
      raw: '6279746573',
      raw_text: 'bytes',
      p: 'POINT(1 2)',
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
  // 01:30 on the night when summer time ends happens twice: the later, standard one is taken, as by PostgreSQL
  ['Asia/Shanghai', '2024-11-02 17:30:00.5', '2024-11-03'],
  ['America/New_York', '2024-11-03 06:30:00.5', '2024-11-03'],
])('a DATETIME is read in %s, a TIMESTAMP is exact', async (zone, local, localOn) => {
  await db.sql('drop table if exists moments');
  await db.sql(
    `create table moments (id int, at timestamp(6) null, local datetime(3), day date, word varchar(40))`,
  );
  await db.sql(`insert into moments values
    (1, '2024-03-31 15:30:00.123456', '2024-11-03 01:30:00.5', '2024-03-10', '2024-05-01T08:00:00+08:00'),
    (2, '2024-03-31 16:00:00', null, null, '2024-05-01')`);
  const sync = await openSync(mapping(`timezone: ${zone}`, MOMENTS), { URL: db.url });
  await sync.run();
  expect(
    await sync.query(
      `select id, created_at, recorded_at, updated_at, converted_at, "on", local_on from crm.lead order by id`,
    ),
  ).toEqual([
    {
      id: 'crm:1',
      created_at: '2024-03-31 15:30:00.123456',
      recorded_at: local,
      updated_at: '2024-03-09 16:00:00', // a date is a business day: its beginning in the calendar's zone
      converted_at: '2024-05-01 00:00:00',
      on: '2024-03-31',
      local_on: localOn,
    },
    {
      id: 'crm:2',
      created_at: '2024-03-31 16:00:00',
      recorded_at: null,
      updated_at: null,
      converted_at: '2024-04-30 16:00:00',
      on: '2024-04-01',
      local_on: null,
    },
  ]);
  await sync.end();
});

test('a date that is none is rejected with its row, needed or not, and never taken for another', async () => {
  await db.sql(
    `create table zeros (id int primary key, made datetime, due date, stamped timestamp null default null)`,
  );
  await db.sql(`insert into zeros values (1, '0000-00-00', null, null), (2, '2024-00-10', null, null),
    (3, '2024-01-01', '0000-00-00', null), (4, '2024-01-01', '2024-02-00', null), (5, '2024-01-01', null, 0),
    (6, '2024-01-01 10:00:00', '2024-01-02', '2024-01-02 03:04:05')`);
  const sync = await openSync(
    mapping(
      '',
      `      lead:
        from: zeros
        key: id
        columns: { status: { value: new }, created_at: made, recorded_at: stamped }
        extra: { due: { type: date }, made_on: { type: date, column: made }, stamped_on: { type: date, column: stamped } }
      campaign: { from: zeros, key: id, columns: { name: id, started_on: { sql: "nullif(due, 0)" } } }`,
    ),
    { URL: db.url },
  );
  await sync.run();
  expect(await sync.query('select id, due from crm.lead')).toEqual([{ id: 'crm:6', due: '2024-01-02' }]);
  expect(
    await sync.query(
      `select key, column_name, reason, raw ->> column_name as raw from meta.rejected where entity = 'lead' order by key`,
    ),
  ).toEqual([
    { key: 'crm:1', column_name: 'created_at', reason: 'unreadable_value', raw: '0000-00-00 00:00:00' },
    { key: 'crm:2', column_name: 'created_at', reason: 'unreadable_value', raw: '2024-00-10 00:00:00' },
    { key: 'crm:3', column_name: 'due', reason: 'unreadable_value', raw: '0000-00-00' },
    { key: 'crm:4', column_name: 'due', reason: 'unreadable_value', raw: '2024-02-00' },
    { key: 'crm:5', column_name: 'recorded_at', reason: 'unreadable_value', raw: '0000-00-00 00:00:00' },
  ]);
  // the mapping may say that a zero date is none
  expect(await sync.query(`select id from crm.campaign where started_on is null order by id`)).toEqual(
    ['1', '2', '3', '5'].map((id) => ({ id: `crm:${id}` })),
  );
  await sync.end();
});

test('a text with NUL is rejected with the reason; bytes that need be no text are written in hexadecimal', async () => {
  await db.sql('create table broken (id int primary key, t varchar(50), raw varbinary(50))');
  await db.sql(
    `insert into broken values (1, 'a\\0b', null), (2, 'fine', x'61ff62'), (3, 'also "fine"\n', '')`,
  );
  const sync = await openSync(
    mapping('', `      product: { from: broken, key: id, columns: { name: t, category: raw } }`),
    { URL: db.url },
  );
  await sync.run();
  expect(await sync.query('select name, category from crm.product order by id')).toEqual([
    { name: 'fine', category: '61ff62' },
    { name: 'also "fine"\n', category: null },
  ]);
  expect(await sync.query('select key, column_name, reason from meta.rejected')).toEqual([
    { key: 'crm:1', column_name: 'name', reason: 'nul_character' },
  ]);
  await sync.end();
});

test('a row beyond 16 MB is rejected and the others land', async () => {
  await db.sql('create table huge (id int primary key, one longtext, two longtext)');
  await db.sql(
    `insert into huge select seq, repeat('x', 9000000), repeat('y', 9000000 - seq * 1000000) from seq_1_to_3`,
  );
  const body = `      product: { from: huge, key: id, columns: { name: one }, extra: { two: { type: text } } }`;
  const sync = await openSync(mapping('', body), { URL: db.url });
  await sync.run();
  expect(await sync.query('select id from crm.product order by id')).toEqual([
    { id: 'crm:2' },
    { id: 'crm:3' },
  ]);
  expect(await sync.query(`select reason, (raw ->> 'line')[:4] as line from meta.rejected`)).toEqual([
    { reason: 'malformed_row', line: '1,"x' },
  ]);
  await sync.end();
});

test('rows larger than a chunk and rows in several chunks arrive whole', async () => {
  await db.sql('create table wide (id int primary key, t longtext)');
  await db.sql(`insert into wide select seq, repeat('x"\n', 700000) from seq_1_to_3`);
  await db.sql(`insert into wide select seq, repeat('y,', 500) from seq_4_to_100000`);
  const sync = await openSync(mapping('', `      product: { from: wide, key: id, columns: { name: t } }`), {
    URL: db.url,
  });
  const report = await sync.run();
  expect(report.entities).toMatchObject([{ read: 100000, landed: 100000, rejected: 0 }]);
  expect(
    await sync.query(
      `select count(*)::int as n, sum(length(name))::bigint::varchar as size from crm.product`,
    ),
  ).toEqual([{ n: 100000, size: String(3 * 3 * 700000 + 99997 * 1000) }]);
  await sync.end();
});
