import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../golden/oracle/random.ts';
import { createDatabase, openSync, type TestDatabase, type TestSync } from './sync-fixture.ts';

let db: TestDatabase;
let sync: TestSync;

const YAML = `
calendar: { timezone: Asia/Shanghai }
sync: { overlap_s: 0 }
sources:
  crm:
    kind: postgres
    url: \${URL}
    entities:
      customer: { from: customer, key: id, watermark: touched, columns: { name: name, registration_no: reg, industry: industry, size: size } }
  erp:
    kind: postgres
    url: \${URL}
    ids_of: crm
    entities:
      customer: { enriches: id, from: account, key: customer, watermark: touched, columns: { size: staff, city: city } }
  register:
    kind: files
    entities:
      customer: { enriches: registration_no, from: register.csv, key: number, columns: { industry: branch, size: class }, extra: { rating: { type: integer } } }
`;

const TABLES = `
  create table customer (id int primary key, name text not null, reg text, industry text, size text, touched timestamptz not null default clock_timestamp());
  create table account (customer int primary key, staff text, city text, touched timestamptz not null default clock_timestamp());
  create table register (number text primary key, branch text, class text, rating int);
  create function touch() returns trigger language plpgsql as $$ begin new.touched := clock_timestamp(); return new; end $$;
  create trigger touch before update on customer for each row execute function touch();
  create trigger touch before update on account for each row execute function touch()`;

/** What the three say together, as PostgreSQL works it out. */
const EXPECTED = `
  select 'crm:' || c.id as id, c.name, coalesce(c.industry, r.branch) as industry,
    coalesce(c.size, a.staff, r.class) as size, a.city, r.rating
  from customer c left join account a on a.customer = c.id left join register r on r.number = c.reg`;

beforeEach(async () => {
  db = await createDatabase();
  await db.sql(TABLES);
  await db.sql(`insert into customer (id, name, reg, industry, size)
    select n, 'C' || n, case when n % 4 > 0 then 'R' || n % 40 end, case when n % 3 = 0 then 'own' end, case when n % 7 = 0 then 'XL' end
    from generate_series(1, 120) n`);
  await db.sql(`insert into account (customer, staff, city)
    select n, case when n % 5 = 0 then 's' || n end, 'Town ' || n from generate_series(60, 180) n`);
  await db.sql(
    "insert into register select 'R' || n, 'b' || n, nullif('c' || n, 'c8'), n from generate_series(0, 60) n",
  );
  sync = await openSync(YAML, { URL: db.url });
  await exportRegister();
});

afterEach(async () => {
  await sync.end();
  await db.drop();
});

async function exportRegister(): Promise<void> {
  const found = await db.sql('select * from register order by number');
  const lines = found.map((row) =>
    Object.values(row)
      .map((value) => (value as string | null) ?? '')
      .join(','),
  );
  writeFileSync(path.join(sync.dir, 'register.csv'), `number,branch,class,rating\n${lines.join('\n')}\n`);
}

async function expectSame(story: readonly string[] = []): Promise<void> {
  const expected = await db.sql(`select * from (${EXPECTED}) x order by id collate "C"`);
  const found = await sync.query(
    'select id, name, industry, size, city, rating::integer as rating from crm.customer order by id',
  );
  expect(found, story.join('\n')).toEqual(expected);
}

const EDITS: readonly ((n: number) => string)[] = [
  (n) =>
    `update customer set industry = case when industry is null then 'own ${n}' end where id = ${n % 120}`,
  (n) => `update customer set reg = 'R${n % 61}' where id = ${n % 130}`,
  (n) => `insert into customer (id, name, reg) values (${n}, 'new', 'R${n % 50}') on conflict do nothing`,
  (n) => `delete from customer where id = ${n % 130}`,
  (n) =>
    `update account set staff = nullif('t${n % 9}', 't3'), city = 'City ${n}' where customer = ${60 + (n % 120)}`,
  (n) => `insert into account (customer, city) values (${n % 200}, 'came') on conflict do nothing`,
  (n) => `delete from account where customer = ${60 + (n % 120)}`,
  (n) => `update register set branch = nullif('x${n % 5}', 'x2'), rating = ${n} where number = 'R${n % 61}'`,
  (n) => `delete from register where number = 'R${n % 61}'`,
  (n) => `insert into register values ('R${n % 61}', 'again', null, ${n}) on conflict do nothing`,
];

test.each([1, 2, 3])(
  'after any series of changes on any side the rows are what the sources say together (%i)',
  async (seed) => {
    await sync.run();
    await expectSame();
    const random = seededRandom(seed);
    const story: string[] = [];
    for (let round = 0; round < 12; round++) {
      for (let nth = 0; nth < 6; nth++) {
        const edit = random.pick(EDITS)(random.below(300));
        story.push(edit);
        await db.sql(edit);
      }
      await exportRegister();
      await sync.run(round % 4 === 3 ? { reconcile: true } : {});
      await expectSame(story);
    }
    const log = await sync.query(`select count(*)::integer as n from (
    select id from crm.customer except select id from crm_log.customer where _op = 'upsert')`);
    expect(log).toEqual([{ n: 0 }]);
    expect((await sync.run({ full: true })).entities.every((one) => one.landed + one.deleted === 0)).toBe(
      true,
    );
  },
);

test('a poll of the entity brings what either side has changed, and reads no more of the base than that', async () => {
  await sync.run();
  // the first poll looks once more at the last rows
  await sync.run({ entities: ['customer'] });
  await db.sql("update account set city = 'Moved' where customer = 61");
  const report = await sync.run({ entities: ['customer'] });
  expect(report.entities.map(({ source, entity, read, landed }) => [source, entity, read, landed])).toEqual([
    ['erp', 'customer_enrichment', 2, 1],
    ['crm', 'customer', 0, 1],
  ]);
  await expectSame();
});

test('while the second source is away, the rows keep what it gave, and new rows find what is known of them', async () => {
  await sync.run();
  await db.sql('alter table account rename to elsewhere');
  await db.sql("insert into customer (id, name, reg) values (150, 'late', 'R1')");
  const { failures } = await sync.run();
  expect(failures.map((one) => [one.source, one.entity])).toEqual([['erp', 'customer_enrichment']]);
  expect(
    await sync.query("select city, industry from crm.customer where id in ('crm:60', 'crm:150') order by id"),
  ).toEqual([
    { city: 'Town 150', industry: 'b1' },
    { city: 'Town 60', industry: 'own' },
  ]);
  await db.sql('alter table elsewhere rename to account');
  await sync.run();
  await expectSame();
});
