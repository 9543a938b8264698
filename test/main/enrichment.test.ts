import { afterEach, beforeEach, expect, test } from 'vitest';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { openEngineFixture, type EngineFixture } from './engine-fixture.ts';

let crm: EngineFixture;
beforeEach(async () => {
  crm = await openEngineFixture();
});
afterEach(async () => {
  await crm.close();
});

const BASE = `
  crm:
    kind: files
    entities:
      customer: { from: customers.csv, key: id, columns: { name: name, industry: industry, registration_no: reg, annual_revenue: revenue, created_at: since }, extra: { mail: { type: text } } }
      pipeline_stage: { from: stages.csv, key: id, columns: { pipeline: { value: p }, name: id, rank: rank, kind: kind } }
      opportunity: { from: deals.csv, key: id, columns: { customer_id: customer, stage_id: stage, amount: amount, created_at: created, closed_at: created } }`;
const REGISTER = `
  register:
    kind: files
    entities:
      customer:
        enriches: registration_no
        from: register.csv
        key: number
        columns: { industry: branch, annual_revenue: turnover, size: class }
        extra: { rating: { type: text, title: { en: Rating, zh: 评级 } } }`;
const SURVEY = `
  survey:
    kind: files
    ids_of: crm
    entities:
      customer: { enriches: id, from: survey.csv, key: customer, columns: { size: employees, city: town } }`;

const FILES = {
  'customers.csv': `id,name,industry,reg,revenue,since,mail
1,Acme,steel,R1,,2020-01-01,a@x
2,Beta,,R2,5.00,2020-01-01,b@x
3,Gamma,,,,2020-01-01,c@x
4,Delta,,R2,,2020-01-01,d@x
`,
  'stages.csv': 'id,rank,kind\nwon,1,won\n',
  'deals.csv':
    'id,customer,stage,amount,created\n1,1,won,10,2026-03-01\n2,2,won,20,2026-03-01\n3,3,won,40,2026-03-01\n4,4,won,80,2026-03-01\n',
  'register.csv':
    'number,branch,turnover,class,rating\nR1,glass,1.50,big,A\nR2,paper,2.50,small,B\nR9,wood,9,mid,C\n',
  'survey.csv': 'customer,employees,town\n1,many,Ulm\n3,few,Bonn\n77,none,Nowhere\n',
};

const CUSTOMERS = `select id, industry, annual_revenue::varchar as revenue, size, city, rating, _filled
  from crm.customer order by id`;

function yaml(...sources: string[]): string {
  return `warehouse: ./t.duckdb
calendar: { timezone: Asia/Shanghai, as_of: 2026-03-20 }
sources:${sources.join('')}`;
}

async function configure(...sources: string[]): Promise<void> {
  await crm.configure(yaml(...sources));
}

function write(name: keyof typeof FILES, from = '', to = ''): void {
  crm.write(name, FILES[name].replace(from, to));
}

async function start(...sources: string[]): Promise<void> {
  for (const name of Object.keys(FILES) as (keyof typeof FILES)[]) write(name);
  await configure(...sources);
  await crm.sync();
}

async function customers(columns = CUSTOMERS): Promise<unknown[][]> {
  return (await crm.sql(columns)).map((row) => Object.values(row));
}

const ALL = [
  ['crm:1', 'steel', '1.50', 'big', 'Ulm', 'A', 'annual_revenue,city,rating,size'],
  ['crm:2', 'paper', '5.00', 'small', null, 'B', 'industry,rating,size'],
  ['crm:3', null, null, 'few', 'Bonn', null, 'city,size'],
  ['crm:4', 'paper', '2.50', 'small', null, 'B', 'annual_revenue,industry,rating,size'],
];

async function byRating(): Promise<Record<string, string>> {
  const found = await crm.ask({ dimensions: ['sales.customer_rating'], measures: ['sales.won_amount'] });
  return Object.fromEntries(
    found.map((row) => [String(row['sales.customer_rating']), String(row['sales.won_amount'])]),
  );
}

test('a second source fills what the first leaves empty, and adds columns that are dimensions', async () => {
  await start(BASE, REGISTER, SURVEY);
  expect(await customers()).toEqual(ALL);
  expect(await byRating()).toEqual({ A: '10.00', B: '100.00', null: '40.00' });
  // nothing moved: nothing lands
  const { entities, changed } = await crm.sync();
  expect({ entities, changed }).toEqual({ entities: [], changed: false });
});

test('check counts the rows that match nothing, and finds source and warehouse equal', async () => {
  await start(BASE, REGISTER, SURVEY);
  const report = await crm.check();
  expect(report.ok).toBe(true);
  expect(report.findings.filter((one) => one.kind === 'unmatched')).toEqual([
    {
      ...{ kind: 'unmatched', subject: 'register.customer', severity: 'note', count: 1 },
      message: 'register: 1 of 3 rows match no customer by registration_no; they add nothing.',
    },
    {
      ...{ kind: 'unmatched', subject: 'survey.customer', severity: 'note', count: 1 },
      message: 'survey: 1 of 3 rows match no customer by id; they add nothing.',
    },
  ]);
  const sides = report.reconciled.map(({ source, entity, inSource, inWarehouse, sums, ranges }) => {
    for (const sum of sums) expect(sum.inSource, `${entity}.${sum.column}`).toBe(sum.inWarehouse);
    return [source, entity, inSource, inWarehouse, ranges.length];
  });
  expect(sides).toContainEqual(['crm', 'customer', 4, 4, 0]);
  expect(sides).toContainEqual(['register', 'customer_enrichment', 3, 3, 0]);
});

test('each side may move alone, in either order; the other is not read', async () => {
  await start(BASE, REGISTER, SURVEY);
  write('register.csv', 'B\n', 'D\n');
  expect(
    (await crm.sync()).entities.map(({ source, entity, read, landed }) => [source, entity, read, landed]),
  ).toEqual([
    ['register', 'customer_enrichment', 3, 1],
    ['crm', 'customer', 0, 2],
  ]);
  expect(await byRating()).toEqual({ A: '10.00', D: '100.00', null: '40.00' });
  // the number of one customer changes: it leaves its old row and takes the new one
  write('customers.csv', '4,Delta,,R2', '4,Delta,,R9');
  const moved = await crm.sync();
  expect(moved.entities.map(({ source, entity, landed }) => [source, entity, landed])).toEqual([
    ['crm', 'customer', 1],
  ]);
  expect((await customers())[3]).toEqual([
    'crm:4',
    'wood',
    '9.00',
    'mid',
    null,
    'C',
    'annual_revenue,industry,rating,size',
  ]);
  expect(await crm.fullBuildDiffers()).toEqual([]);
});

test('the base source wins, also when it speaks late, and gives way again', async () => {
  await start(BASE, REGISTER, SURVEY);
  write('customers.csv', '2,Beta,,R2', '2,Beta,paper,R2');
  await crm.sync();
  expect((await customers())[1]).toEqual(['crm:2', 'paper', '5.00', 'small', null, 'B', 'rating,size']);
  // it said the same as the register did: that it is its own is not forgotten
  write('register.csv', 'R2,paper', 'R2,cloth');
  await crm.sync();
  expect((await customers()).map((row) => row[1])).toEqual(['steel', 'paper', null, 'cloth']);
  write('customers.csv');
  await crm.sync();
  expect((await customers()).map((row) => row[1])).toEqual(['steel', 'cloth', null, 'cloth']);
});

test('rows that go on either side take with them what they gave, and come back with it', async () => {
  await start(BASE, REGISTER, SURVEY);
  write('register.csv', 'R2,paper,2.50,small,B\n', '');
  await crm.sync();
  expect((await customers())[1]).toEqual(['crm:2', null, '5.00', null, null, null, null]);
  write('customers.csv', '1,Acme,steel,R1,,2020-01-01,a@x\n', '');
  await crm.sync();
  expect(await customers()).toHaveLength(3);
  write('register.csv');
  write('customers.csv');
  await crm.sync();
  expect(await customers()).toEqual(ALL);
  await crm.sync({ reconcile: true });
  await crm.sync({ full: true });
  expect(await customers()).toEqual(ALL);
  expect(await crm.fullBuildDiffers()).toEqual([]);
});

test('an enrichment that arrives before its entity, comes later, is mapped otherwise or is taken away', async () => {
  await start(BASE);
  expect(await customers('select industry, _filled from crm.customer order by id')).toEqual([
    ['steel', null],
    [null, null],
    [null, null],
    [null, null],
  ]);
  await configure(BASE, REGISTER, SURVEY);
  await crm.sync();
  expect(await customers()).toEqual(ALL);
  // matched by another column: no row of the register has these
  await configure(BASE, REGISTER.replace('enriches: registration_no', 'enriches: mail'), SURVEY);
  await crm.sync();
  expect((await customers())[3]).toEqual(['crm:4', null, null, null, null, null, null]);
  await configure(BASE, REGISTER.replace('industry: branch, ', ''), SURVEY);
  await crm.sync();
  expect((await customers())[3]).toEqual([
    'crm:4',
    null,
    '2.50',
    'small',
    null,
    'B',
    'annual_revenue,rating,size',
  ]);
  await configure(BASE, SURVEY);
  await crm.sync();
  expect(await customers('select id, industry, size, city, _filled from crm.customer order by id')).toEqual([
    ['crm:1', 'steel', 'many', 'Ulm', 'city,size'],
    ['crm:2', null, null, null, null],
    ['crm:3', null, 'few', 'Bonn', 'city,size'],
    ['crm:4', null, null, null, null],
  ]);
  await configure(BASE, REGISTER, SURVEY);
  await crm.sync();
  expect(await customers()).toEqual(ALL);
});

test('a text of the mapping’s own may be what matches; of two rows with one value the other is rejected', async () => {
  const byMail = REGISTER.replace('enriches: registration_no', 'enriches: mail');
  for (const name of Object.keys(FILES) as (keyof typeof FILES)[]) write(name);
  crm.write(
    'register.csv',
    'number,branch,turnover,class,rating\nc@x,clay,1,big,A\nc@x,clay,1,big,B\n,none,,,\n',
  );
  await configure(BASE, byMail);
  await crm.sync();
  const [, , third] = await customers(
    "select industry, rating in ('A', 'B') as rated from crm.customer order by id",
  );
  expect(third).toEqual(['clay', true]);
  expect(
    await crm.sql(
      'select column_name, reason, count(*)::integer as n from meta.rejected group by all order by all',
    ),
  ).toEqual([
    { column_name: '_match', reason: 'duplicate_key', n: 1 },
    { column_name: '_match', reason: 'missing_value', n: 1 },
  ]);
});

test('a source may enrich from another table what it maps itself', async () => {
  const two = BASE.replace(
    /customer: (\{ from: customers.csv.*\})\n/,
    'customer: [$1, { enriches: registration_no, from: register.csv, key: number, columns: { size: class } }]\n',
  );
  await start(two);
  const select = 'select id, size from crm.customer order by id';
  expect(await customers(select)).toEqual([
    ['crm:1', 'big'],
    ['crm:2', 'small'],
    ['crm:3', null],
    ['crm:4', 'small'],
  ]);
  write('register.csv', 'big', 'huge');
  await crm.sync();
  expect((await customers(select))[0]).toEqual(['crm:1', 'huge']);
});

test('what cannot be enriched is said with its line', async () => {
  const refused = async (...sources: string[]): Promise<string> => {
    try {
      await configure(...sources);
    } catch (error) {
      if (error instanceof TreelineError) return error.message.replaceAll(`${crm.dir}/`, '');
      throw error;
    }
    throw new Error('it was taken');
  };
  const register = (from: string, to: string) => refused(BASE, REGISTER.replace(from, to));
  expect(await register('registration_no', 'registration')).toBe(
    'treeline.yaml:14: no mapping of customer fills a text "registration" to match by. Did you mean "registration_no"?',
  );
  expect(await register('        key: number\n', '')).toBe(
    'treeline.yaml:13: customer is enriched by "registration_no": say with "key:" which column here holds it.',
  );
  expect(await register('size: class', 'id: number')).toBe(
    'treeline.yaml:17: "id" makes a row of customer what it is, or is private: only the source that customer comes from can say it.',
  );
  expect(await register('size: class', 'sise: class')).toBe(
    'treeline.yaml:17: customer has no column "sise". Did you mean "size"?',
  );
  expect(await refused(BASE, SURVEY.replace('    ids_of: crm\n', ''))).toBe(
    'treeline.yaml:13: the ids here are those of "survey", which has no customer: say with "ids_of:" whose ids this source uses.',
  );
  expect(await refused(REGISTER)).toBe(
    'treeline.yaml:8: no source maps customer: there is nothing to enrich.',
  );
  expect(
    await register(
      '        columns: { industry: branch, annual_revenue: turnover, size: class }\n        extra: { rating: { type: text, title: { en: Rating, zh: 评级 } } }',
      '',
    ),
  ).toContain('this adds nothing to customer: name "columns" or "extra".');
});
