import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMysqlDatabase, type TestMysql } from './mysql-fixture.ts';
import { openSync, type TestSync } from './sync-fixture.ts';

/** Accounts and products have no watermark; deals have one that the application forgets now and then. */
const MAPPING = `calendar: { timezone: Asia/Shanghai }
sources:
  crm:
    kind: mysql
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

let db: TestMysql;
let sync: TestSync;
beforeAll(async () => {
  db = await createMysqlDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  for (const table of ['account', 'product', 'deal']) await db.sql(`drop table if exists ${table}`);
  await db.sql('create table account (id bigint primary key, title text)');
  await db.sql(`insert into account select cast(seq as signed) - 100, concat('A', seq) from seq_1_to_60000`);
  await db.sql('create table product (code varchar(60) primary key, title text) collate utf8mb4_bin');
  await db.sql(`insert into product select concat('P-', seq, '-商品'), concat('T', seq) from seq_1_to_20000`);
  await db.sql(
    `create table deal (id int unsigned primary key, stage text, amount decimal(12, 2), created datetime, updated_at datetime(6))`,
  );
  await db.sql(`insert into deal select seq, 'new', seq, utc_timestamp() - interval 2 day, utc_timestamp() - interval seq minute
    from seq_1_to_40000`);
  sync = await openSync(MAPPING, { URL: db.url });
  return () => sync.end();
});

const TABLES = {
  customer: ['account', 'id', 'title', 'name'],
  product: ['product', 'code', 'title', 'name'],
  opportunity: ['deal', 'id', 'amount', 'amount::varchar'],
} as const;

/** Every row here and there. */
async function expectEqual(entity: keyof typeof TABLES): Promise<void> {
  const [table, key, theirs, ours] = TABLES[entity];
  const source = await db.sql(`select concat(${key}, '=', ifnull(${theirs}, '')) as one from ${table}`);
  const landed = await sync.query(
    `select substr(id, 5) || '=' || coalesce(${ours}, '') as one from crm.${entity}`,
  );
  expect(landed.map((row) => row['one']).toSorted()).toEqual(source.map((row) => row['one']).toSorted());
}

async function readOf(options: Parameters<TestSync['run']>[0] = {}): Promise<Record<string, number>> {
  const report = await sync.run(options);
  return Object.fromEntries(report.entities.map((one) => [one.entity, one.read]));
}

test('a table without a watermark is read once; after that only ranges that differ are', async () => {
  expect(await readOf()).toMatchObject({ customer: 60_000, product: 20_000 });
  const again = await readOf();
  expect([again['customer'], again['product']]).toEqual([undefined, undefined]);
  await db.sql(`update account set title = 'changed' where id = 20000`);
  await db.sql(`update account set title = null where id = 20002`);
  await db.sql(`update account set title = '' where id = 20003`);
  await db.sql(`delete from account where id in (-99, 20001)`);
  await db.sql(`insert into account values (1000000, 'far away'), (-5000000, 'far below')`);
  await db.sql(`update product set title = 'changed' where code = 'P-7-商品'`);
  await db.sql(`delete from product where code = 'P-8-商品'`);
  const read = await readOf();
  expect(read['customer']).toBeLessThan(60_000);
  expect(read['product']).toBeLessThan(40);
  await db.sql('delete from account where title is null');
  await sync.run();
  await expectEqual('customer');
  await expectEqual('product');
});

test('a comparison finds rows that changed without a new watermark, and rows that are gone', async () => {
  await sync.run();
  await sync.run({ reconcile: true });
  await db.sql(`update deal set amount = amount + 1 where id in (3, 39000)`);
  await db.sql(`delete from deal where id = 17`);
  await db.sql(
    `insert into deal values (17000000, 'new', 5, utc_timestamp(), utc_timestamp() - interval 1 year)`,
  );
  expect((await readOf({ reconcile: true }))['opportunity']).toBeLessThan(40_000);
  await expectEqual('opportunity');
  expect(await readOf({ reconcile: true })).toEqual({});
});
