import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import pino from 'pino';
import { loadConfig } from '../../pipelines/config/load.ts';
import { createSync } from '../../pipelines/sync/sync.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { openSync, type TestSync } from '../services/sync-fixture.ts';

const open: TestSync[] = [];
afterEach(async () => {
  for (const sync of open.splice(0)) await sync.end();
});

/** A sync over files with these texts, in a folder of its own. */
async function syncOf(yaml: string, files: Record<string, string | Buffer>): Promise<TestSync> {
  const sync = await openSync(`calendar: { timezone: Asia/Shanghai }\n${yaml}`, {});
  open.push(sync);
  for (const [name, content] of Object.entries(files)) write(sync, name, content);
  return sync;
}

function write(sync: TestSync, name: string, content: string | Buffer): void {
  writeFileSync(path.join(sync.dir, name), content);
}

/** Another configuration over the same warehouse. */
async function runAnew(sync: TestSync, yaml: string): Promise<void> {
  write(sync, 'treeline.yaml', yaml);
  const config = loadConfig(path.join(sync.dir, 'treeline.yaml'), {});
  const second = createSync(config, sync.warehouse, pino({ level: 'silent' }));
  await second.run();
  await second.close();
}

async function messageOf(sync: TestSync): Promise<string> {
  try {
    await sync.run();
  } catch (error) {
    if (error instanceof TreelineError) return error.message.replaceAll(`${sync.dir}/`, '');
    throw error;
  }
  throw new Error('the run succeeded');
}

const PRODUCT = `sources:
  f:
    kind: files
    entities:
      product: { from: p.csv, key: id, columns: { name: name, list_price: price, active: on } }
`;

const REJECTED = `select key, column_name, reason, raw::varchar as raw, resolved_at is not null as resolved
  from meta.rejected order by rejected_at, key nulls first, reason, raw::varchar`;

test('a byte order mark, CRLF, quotes, empty and missing values are read as what they are', async () => {
  const csv = '\ufeffid,name,price,on\r\n1,"a ""q""\r\nb",1.005,t\r\n2,"",,no\r\n3,界 😀,-2,\r\n';
  const sync = await syncOf(PRODUCT, { 'p.csv': csv });
  await sync.run();
  expect(await sync.query('select id, name, list_price, active from crm.product order by id')).toEqual([
    { id: 'f:1', name: 'a "q"\r\nb', list_price: '1.01', active: true },
    { id: 'f:2', name: '', list_price: null, active: false },
    { id: 'f:3', name: '界 😀', list_price: '-2.00', active: null },
  ]);
});

test('a row that cannot be read is kept with its reason, the others land, and it is settled once it is mended', async () => {
  const bad = Buffer.concat([
    Buffer.from(
      'id,name,price,on\n1,good,5,true\n2,dear,"1,2.50",true\n3,,1,true\n4,short\n5,long,1,true,9\n',
    ),
    Buffer.from([0x36, 0x2c, 0xff, 0xfe, 0x2c, 0x31, 0x2c, 0x31, 0x0a]), // 6,<no UTF-8>,1,1
    Buffer.from('7,nul\0,1,1\n8,maybe,1,perhaps\n,no key,1,1\n9,twice,1,1\n9,twice,2,1\n10,hex,0x1F,1\n'),
  ]);
  const sync = await syncOf(PRODUCT, { 'p.csv': bad });
  const report = await sync.run();
  expect(report.entities).toMatchObject([{ landed: 2, rejected: 10 }]);
  const rejected = await sync.query(REJECTED);
  expect(rejected.map(({ key, column_name, reason }) => [key, column_name, reason])).toEqual([
    [null, 'name', 'invalid_encoding'],
    [null, 'price', 'malformed_row'],
    [null, null, 'malformed_row'],
    [null, 'id', 'missing_value'],
    ['f:10', 'list_price', 'unreadable_value'],
    ['f:2', 'list_price', 'unreadable_value'],
    ['f:3', 'name', 'missing_value'],
    ['f:7', 'name', 'nul_character'],
    ['f:8', 'active', 'unreadable_value'],
    ['f:9', 'id', 'duplicate_key'],
  ]);
  expect(rejected.find((one) => one['key'] === 'f:2')).toMatchObject({
    raw: '{"id":"2","name":"dear","list_price":"1,2.50","active":"true"}',
  });
  // the same again adds nothing; a mended file settles all
  write(sync, 'p.csv', Buffer.concat([bad, Buffer.from('11,new,1,1\n')]));
  expect((await sync.run()).entities).toMatchObject([{ landed: 1, rejected: 0 }]);
  write(sync, 'p.csv', 'id,name,price,on\n1,good,5,true\n2,dear,12.50,true\n');
  expect((await sync.run()).entities).toMatchObject([{ landed: 1, deleted: 2, rejected: 0 }]);
  expect((await sync.query(REJECTED)).every((one) => one['resolved'])).toBe(true);
  expect(await sync.query('select id from crm.product order by id')).toEqual([{ id: 'f:1' }, { id: 'f:2' }]);
});

test('a file with lines that are no rows deletes nothing: their keys cannot be known', async () => {
  const sync = await syncOf(PRODUCT, { 'p.csv': 'id,name,price,on\n1,a,1,1\n2,b,1,1\n' });
  await sync.run();
  write(sync, 'p.csv', 'id,name,price,on\n1,a,1,1\n2;b;1;1\n');
  expect((await sync.run()).entities).toMatchObject([{ landed: 0, deleted: 0, rejected: 1 }]);
});

test('a file that has not changed is not read', async () => {
  const sync = await syncOf(PRODUCT, { 'p.csv': 'id,name,price,on\n1,a,1,1\n' });
  await sync.run();
  expect((await sync.run()).entities).toEqual([]);
  expect(sync.liveEntities).toEqual([]);
});

test('what does not fit the files is said at once, and nothing is copied', async () => {
  const yaml = `sources:
  f:
    kind: files
    entities:
      product: { from: p.csv, key: idd, columns: { name: { sql: "uper(name)" } } }
      campaign: { query: "select * from nowhere", key: id, columns: { name: name } }
      customer: { from: p.csv, key: id, where: "nme > 1", watermark: id, columns: { name: NAME } }
`;
  const sync = await syncOf(yaml, { 'p.csv': 'id,name\n1,a\n' });
  expect((await messageOf(sync)).split('\n')).toEqual([
    'treeline.yaml:6: product.id: "p.csv" has no column "idd". Did you mean "id"?',
    expect.stringMatching(/^treeline.yaml:6: product.name: the expression does not run: .*uper/),
    expect.stringMatching(/^treeline.yaml:7: the query does not run: Table with name nowhere does not exist/),
    'treeline.yaml:8: files are compared in full whenever they change: remove "watermark".',
    expect.stringMatching(/^treeline.yaml:8: the condition does not run: .*nme/),
  ]);
  expect(await sync.query('select count(*)::int as n from crm.product')).toEqual([{ n: 0 }]);
});

test('junk, an empty file and a missing one are one clear message each', async () => {
  const sync = await syncOf(PRODUCT, {});
  expect(await messageOf(sync)).toBe(
    `source "f": there is no file p.csv in ${sync.dir}. Check "path" (perhaps an environment variable) and the name.`,
  );
  write(sync, 'p.csv', '');
  expect(await messageOf(sync)).toMatch(/^source "f": p.csv is empty/);
  write(sync, 'p.csv', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256)));
  expect(await messageOf(sync)).toMatch(/^source "f", p.csv: the first line is no text/);
  write(sync, 'p.csv', 'id,name,price,on\n1,a,1,1\n2,"b\r\nc",1,1\r\n3,d,1,1\n');
  expect(await messageOf(sync)).toMatch(/this is not a CSV file of one shape/);
});

test('Parquet keeps its types; a glob puts files together by column name', async () => {
  const yaml = `sources:
  f:
    kind: files
    entities:
      product: { from: "*.parquet", key: id, columns: { name: name, list_price: price, updated_at: at, recorded_at: seen } }
`;
  const sync = await syncOf(yaml, {});
  const target = (name: string): string => `'${path.join(sync.dir, name)}' (format parquet)`;
  await sync.warehouse.read(async (connection) => {
    await connection.run(
      `copy (select 1 as id, 'a' as name, 1.25::decimal(9,2) as price, timestamp '2024-01-01 08:00:00' as at, timestamptz '2024-01-01 10:00:00+08' as seen) to ${target('a.parquet')}`,
    );
    await connection.run(
      `copy (select 'b' as name, 2 as id, timestamp '2024-01-01 08:00:00' as at) to ${target('b.parquet')}`,
    );
  });
  await sync.run();
  expect(
    await sync.query('select id, name, list_price, updated_at, recorded_at from crm.product order by id'),
  ).toEqual([
    {
      id: 'f:1',
      name: 'a',
      list_price: '1.25',
      updated_at: '2024-01-01 00:00:00',
      recorded_at: '2024-01-01 02:00:00',
    },
    { id: 'f:2', name: 'b', list_price: null, updated_at: '2024-01-01 00:00:00', recorded_at: null },
  ]);
});

const ORDERS = `fx: { max_age_days: 7 }
sources:
  f:
    kind: files
    entities:
      order:
        from: orders.csv
        key: id
        columns: { customer_id: buyer, ordered_at: at, status: { value: paid }, amount: amount, currency: currency }
      fx_rate: { from: rates.csv, columns: { "on": day, currency: currency, rate: rate } }
`;

test('money waits for its exchange rate, and lands when the rate comes', async () => {
  const sync = await syncOf(ORDERS, {
    'orders.csv':
      'id,buyer,at,amount,currency\n1,9,2024-01-08,10,CNY\n2,9,2024-01-08,10,usd\n3,9,2024-01-09,10,USD\n4,9,2024-01-08,10,Yen\n5,9,2024-01-08,10,\n',
    'rates.csv': 'day,currency,rate\n2024-01-01,USD,7.1\n2024-01-10,USD,7.2\n',
  });
  await sync.run();
  expect(await sync.query('select id, currency from crm."order" order by id')).toEqual([
    { id: 'f:1', currency: 'CNY' },
    { id: 'f:2', currency: 'USD' }, // seven days old, just in time
    { id: 'f:5', currency: null },
  ]);
  expect((await sync.query(REJECTED)).map(({ key, reason }) => [key, reason])).toEqual([
    ['f:3', 'no_exchange_rate'],
    ['f:4', 'no_exchange_rate'],
  ]);
  // the orders do not change: they are tried again by themselves
  write(sync, 'rates.csv', 'day,currency,rate\n2024-01-01,USD,7.1\n2024-01-05,USD,7.15\n');
  const report = await sync.run();
  expect(report.entities.map(({ entity, landed }) => [entity, landed])).toEqual([
    ['fx_rate', 1],
    ['order', 1],
  ]);
  expect((await sync.query(REJECTED)).map(({ key, resolved }) => [key, resolved])).toEqual([
    ['f:3', true],
    ['f:4', false],
  ]);
});

test('a position lands only with consent and inside working hours', async () => {
  const yaml = `sources:
  f:
    kind: files
    entities:
      employee: { from: e.csv, key: id, columns: { name: id, location_consent: ok } }
      activity:
        from: a.csv
        key: id
        columns: { type: { value: visit }, owner_id: who, at: at, lat: lat, lng: lng }
`;
  const sync = await syncOf(yaml, {
    'e.csv': 'id,ok\nyes,1\nno,0\n',
    'a.csv':
      'id,who,at,lat,lng\n1,yes,2024-01-08 10:00,31.1,121.1\n2,no,2024-01-08 10:00,31.1,121.1\n3,yes,2024-01-08 22:00,31.1,121.1\n4,gone,2024-01-08 10:00,31.1,121.1\n5,yes,soon,31.1,121.1\n',
  });
  await sync.run();
  expect(await sync.query('select id, lat from crm.activity order by id')).toEqual([
    { id: 'f:1', lat: 31.1 },
    { id: 'f:2', lat: null },
    { id: 'f:3', lat: null },
    { id: 'f:4', lat: null },
  ]);
  expect((await sync.query(REJECTED))[0]).toMatchObject({
    key: 'f:5',
    raw: '{"id":"5","type":"visit","owner_id":"yes","at":"soon"}',
  });
});

test('a source that is mapped no longer leaves crm, and its history stays', async () => {
  const sync = await syncOf(PRODUCT, { 'p.csv': 'id,name,price,on\n1,a,1,1\n' });
  await sync.run();
  await runAnew(sync, PRODUCT.replace('  f:', '  g:'));
  expect(await sync.query('select id from crm.product')).toEqual([{ id: 'g:1' }]);
  expect(await sync.query('select id, _op from crm_log.product order by _run_id, id')).toEqual([
    { id: 'f:1', _op: 'upsert' },
    { id: 'f:1', _op: 'delete' },
    { id: 'g:1', _op: 'upsert' },
  ]);
  expect(await sync.query('select distinct source from meta.mapped')).toEqual([{ source: 'g' }]);
});

test('extra columns become columns, typed; a mapping that changes is read anew', async () => {
  const extra = (more: string): string => `sources:
  f:
    kind: files
    entities:
      product: { from: p.csv, key: id, columns: { name: name }, extra: { weight: { type: decimal }${more} } }
`;
  const sync = await syncOf(extra(''), { 'p.csv': 'id,name,weight,day\n1,a,1.5,2024-02-03\n' });
  await sync.run();
  expect(await sync.query('select weight from crm.product')).toEqual([{ weight: '1.500000' }]);
  await runAnew(sync, extra(', day: { type: date }'));
  expect(await sync.query('select weight, day from crm.product')).toEqual([
    { weight: '1.500000', day: '2024-02-03' },
  ]);
  expect(await sync.query('select _run_id::int as run, day from crm_log.product order by 1')).toEqual([
    { run: 1, day: null },
    { run: 2, day: '2024-02-03' },
  ]);
});

test('a warehouse from before keys had numbers gets them, and the next run finds its rows by them', async () => {
  const yaml =
    'sources: { crm: { kind: files, entities: { product: { from: products.csv, key: id, columns: { name: name } } } } }\n';
  const sync = await syncOf(yaml, { 'products.csv': 'id,name\n7,seven\n007,other\nk-1,text\n-3,below\n' });
  await sync.run();
  const numbers = 'select id, name, _key_number from crm.product order by id';
  const before = await sync.query(numbers);
  expect(before).toContainEqual({ id: 'crm:7', name: 'seven', _key_number: '7' });
  await sync.warehouse.write(async (connection) => {
    for (const schema of ['crm', 'crm_past'])
      await connection.run(`alter table ${schema}.product drop column _key_number`);
  });
  write(sync, 'products.csv', 'id,name\n7,renamed\n007,other\nk-1,text\n-3,below\n');
  await runAnew(sync, yaml);
  expect(await sync.query(numbers)).toEqual(
    before.map((row) => (row['id'] === 'crm:7' ? { ...row, name: 'renamed' } : row)),
  );
  expect(await sync.query('select name from crm_past.product')).toEqual([{ name: 'seven' }]);
});
