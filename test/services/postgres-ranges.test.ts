import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase, openSync, type TestDatabase, type TestSync } from './sync-fixture.ts';

/** Accounts and products have no watermark; deals have one that the application forgets now and then. */
const MAPPING = `calendar: { timezone: Asia/Shanghai }
sources:
  crm:
    kind: postgres
    url: \${URL}
    entities:
      customer: { from: account, key: id, columns: { name: title } }
      product: { from: product, key: code, columns: { name: title } }
      opportunity:
        from: deal
        key: id
        watermark: updated_at
        columns: { stage_id: stage, amount: amount, created_at: created, updated_at: updated_at }
`;

let db: TestDatabase;
let sync: TestSync;
beforeAll(async () => {
  db = await createDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.sql('drop table if exists account, product, deal');
  await db.sql('create table account (id bigint primary key, title text)');
  await db.sql(`insert into account select g - 100, 'A' || g from generate_series(1, 60000) g`);
  await db.sql('create table product (code text primary key, title text)');
  await db.sql(`insert into product select 'P-' || g || '-商品', 'T' || g from generate_series(1, 20000) g`);
  await db.sql(
    `create table deal (id int primary key, stage text, amount numeric, created timestamptz, updated_at timestamptz)`,
  );
  await db.sql(`insert into deal select g, 'new', g, now() - interval '2 days', now() - g * interval '1 minute'
    from generate_series(1, 40000) g`);
  sync = await openSync(MAPPING, { URL: db.url });
  return () => sync.end();
});

const TABLES = {
  customer: ['account', 'id::text', 'title', 'name'],
  product: ['product', 'code', 'title', 'name'],
  opportunity: ['deal', 'id::text', 'amount::numeric(18,2)::text', 'amount::varchar'],
} as const;

/** Every row here and there, as one checksum. */
async function expectEqual(entity: keyof typeof TABLES): Promise<void> {
  const [table, key, theirs, ours] = TABLES[entity];
  const [source] = await db.sql(
    `select count(*)::int as n, md5(string_agg(${key} || '=' || ${theirs}, ',' order by ${key} collate "C")) as rows from ${table}`,
  );
  const [landed] = await sync.query(
    `select count(*)::int as n, md5(string_agg(substr(id, 5) || '=' || ${ours}, ',' order by substr(id, 5))) as rows
     from crm.${entity}`,
  );
  expect({ entity, ...landed }).toEqual({ entity, ...source });
}

async function readOf(options: Parameters<TestSync['run']>[0] = {}): Promise<Record<string, number>> {
  const report = await sync.run(options);
  return Object.fromEntries(report.entities.map((one) => [one.entity, one.read]));
}

describe('a table without a watermark', () => {
  test('is read once; after that only ranges that differ are', async () => {
    expect(await readOf()).toMatchObject({ customer: 60_000, product: 20_000 });
    const again = await readOf();
    expect([again['customer'], again['product']]).toEqual([undefined, undefined]);

    await db.sql(`update account set title = 'changed' where id = 20000`);
    await db.sql(`delete from account where id in (-99, 20001)`);
    await db.sql(`insert into account values (1000000, 'far away'), (-5000000, 'far below')`);
    await db.sql(`update product set title = 'changed' where code = 'P-7-商品'`);
    await db.sql(`delete from product where code = 'P-8-商品'`);
    const read = await readOf();
    expect(read['customer']).toBeLessThan(60_000);
    expect(read['product']).toBeLessThan(40);
    await expectEqual('customer');
    await expectEqual('product');
    expect(await readOf()).not.toHaveProperty('customer');
  });

  test('that is emptied, and filled again, is followed', async () => {
    await sync.run();
    await db.sql('truncate account');
    await sync.run();
    await expectEqual('customer');
    await db.sql(`insert into account select g, 'B' || g from generate_series(1, 10) g`);
    await sync.run();
    await expectEqual('customer');
  });

  test('is read whole again when its mapping changes', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'treeline-ranges-'));
    const first = await openSync(MAPPING, { URL: db.url }, { dir, file: true });
    await first.run();
    await first.end();
    const upper = MAPPING.replace('name: title', 'name: { sql: upper(title) }');
    const second = await openSync(upper, { URL: db.url }, { dir, file: true });
    const report = await second.run();
    expect(report.entities).toContainEqual(expect.objectContaining({ entity: 'customer', read: 60_000 }));
    await second.end();
    rmSync(dir, { recursive: true });
  });
});

describe('a comparison', () => {
  test('finds rows that changed without a new watermark, and rows that are gone', async () => {
    await sync.run();
    await sync.run({ reconcile: true });
    await db.sql(`update deal set amount = amount + 1 where id in (3, 39000)`);
    await db.sql(`delete from deal where id = 17`);
    await db.sql(`insert into deal values (17000000, 'new', 5, now(), now() - interval '1 year')`);
    const read = await readOf({ reconcile: true });
    expect(read['opportunity']).toBeLessThan(40_000);
    await expectEqual('opportunity');
    expect(await readOf({ reconcile: true })).toEqual({});
    expect(await sync.query(`select kind from meta.run order by run_id desc limit 1`)).toEqual([
      { kind: 'reconcile' },
    ]);
    expect(await sync.query(`select id from crm_log.opportunity where _op = 'delete'`)).toEqual([
      { id: 'crm:17' },
    ]);
  });

  test('shows both sides, and where they differ', async () => {
    await sync.run();
    await db.sql(`update deal set amount = amount + 1 where id in (3, 39000)`);
    await db.sql(`delete from deal where id = 17`);
    await db.sql(`insert into deal values (17000000, 'new', 5, now(), now() - interval '1 year')`);
    const deals = (await sync.compare()).find((one) => one.entity === 'opportunity');
    expect(deals).toMatchObject({ inSource: 40_000, inWarehouse: 40_000, rejected: 0 });
    expect(deals?.sums).toEqual([
      { column: 'amount', inSource: '800019990.00', inWarehouse: '800020000.00' },
    ]);
    expect(deals?.ranges).toEqual([
      { range: 'i0', missing: 0, superfluous: 1, different: 1, firstKey: 'crm:17', lastKey: 'crm:3' },
      {
        range: 'i1037',
        missing: 1,
        superfluous: 0,
        different: 0,
        firstKey: 'crm:17000000',
        lastKey: 'crm:17000000',
      },
      { range: 'i2', missing: 0, superfluous: 0, different: 1, firstKey: 'crm:39000', lastKey: 'crm:39000' },
    ]);
  });

  test('goes on with the watermark where it was', async () => {
    await sync.run();
    await sync.run({ reconcile: true });
    await db.sql(`update deal set amount = 9, updated_at = now() where id = 100`);
    await db.sql(`update deal set amount = 8 where id = 200`);
    await sync.run({ reconcile: true });
    await db.sql(`update deal set amount = 7, updated_at = now() where id = 300`);
    expect((await readOf())['opportunity']).toBeLessThan(10);
    await expectEqual('opportunity');
  });
});

test('a source that uses another’s ids, in keys of several columns, loses no row that stays', async () => {
  const other = `calendar: { timezone: Asia/Shanghai }
sources:
  crm:
    kind: postgres
    url: \${URL}
    entities: { customer: { from: account, key: id, columns: { name: title } } }
  price-list:
    kind: postgres
    url: \${URL}
    ids_of: crm
    entities: { product: { from: product, key: [code, title], columns: { name: title } } }
`;
  const both = await openSync(other, { URL: db.url });
  await both.run();
  await db.sql(`delete from product where code = 'P-8-商品'`);
  await db.sql(`insert into product select 'Q-' || g, 'new' from generate_series(1, 300) g`);
  await both.run();
  expect(
    await both.query(
      `select count(*)::int as n, count(*) filter (id like 'crm:Q-%')::int as fresh from crm.product`,
    ),
  ).toEqual([{ n: 20_299, fresh: 300 }]);
  await both.end();
});
