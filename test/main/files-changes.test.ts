import { appendFileSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { TestSync } from '../services/sync-fixture.ts';
import { messageOf, PRODUCTS, REJECTED, syncFiles } from './files-fixture.ts';

const open: TestSync[] = [];
afterEach(async () => {
  for (const sync of open.splice(0)) await sync.end();
});

const MAPPING = `product: { from: "p_*.csv", key: id, columns: { name: name, list_price: price } }`;

async function syncOf(files: Record<string, string>, mapping = MAPPING): Promise<TestSync> {
  const sync = await syncFiles('', files, mapping);
  open.push(sync);
  await sync.run();
  return sync;
}

function write(sync: TestSync, name: string, content: string): void {
  writeFileSync(path.join(sync.dir, name), content);
}

const HEAD = 'id,name,price\n';
const TWO = { 'p_1.csv': `${HEAD}1,a,1\n2,b,2\n`, 'p_2.csv': `${HEAD}3,c,3\n` };

async function idsOf(sync: TestSync): Promise<unknown[]> {
  return (await sync.query(PRODUCTS)).map((row) => row['id']);
}

test('of a pattern only the new files are read, while nothing else has changed', async () => {
  const sync = await syncOf(TWO);
  write(sync, 'p_3.csv', 'price,id,name\n4,4,d\n');
  expect((await sync.run()).entities).toMatchObject([{ read: 1, landed: 1, deleted: 0 }]);
  expect(await idsOf(sync)).toEqual(['f:1', 'f:2', 'f:3', 'f:4']);
  expect((await sync.run()).entities).toEqual([]);
});

test('rows leave with their file, and with their line', async () => {
  const sync = await syncOf({ ...TWO, 'p_3.csv': `${HEAD}4,d,4\n` });
  rmSync(path.join(sync.dir, 'p_2.csv'));
  expect((await sync.run()).entities).toMatchObject([{ read: 3, deleted: 1 }]);
  write(sync, 'p_1.csv', `${HEAD}2,b,2\n`);
  // a new file beside a changed one: everything is read
  write(sync, 'p_4.csv', `${HEAD}5,e,5\n`);
  expect((await sync.run()).entities).toMatchObject([{ read: 3, landed: 1, deleted: 1 }]);
  expect(await idsOf(sync)).toEqual(['f:2', 'f:4', 'f:5']);
});

test('a new file that speaks of known rows is weighed against the others, as in a full read', async () => {
  const sync = await syncOf(TWO);
  write(sync, 'p_3.csv', `${HEAD}3,other,9\n6,f,6\n`);
  expect((await sync.run()).entities).toMatchObject([{ read: 5 }]);
  const found = await sync.query(PRODUCTS);
  const rejected = await sync.query(REJECTED);
  expect(rejected).toMatchObject([{ key: 'f:3', reason: 'duplicate_key' }]);
  const whole = await syncOf({ ...TWO, 'p_3.csv': `${HEAD}3,other,9\n6,f,6\n` });
  expect(await whole.query(PRODUCTS)).toEqual(found);
  expect(await whole.query(REJECTED)).toEqual(rejected);
});

test('broken rows of a new file are kept, also when it has no other', async () => {
  const sync = await syncOf(TWO);
  write(sync, 'p_3.csv', `${HEAD}7\n`);
  expect((await sync.run()).entities).toMatchObject([{ rejected: 1, deleted: 0 }]);
  write(sync, 'p_4.csv', `${HEAD}8,h,8\n9,i,x\n`);
  expect((await sync.run()).entities).toMatchObject([{ read: 2, landed: 1, rejected: 1 }]);
  expect(await idsOf(sync)).toEqual(['f:1', 'f:2', 'f:3', 'f:8']);
});

test('a new file without a column that the others have is read with them', async () => {
  const sync = await syncOf(TWO);
  write(sync, 'p_3.csv', 'id,name\n4,d\n');
  expect((await sync.run()).entities).toMatchObject([{ landed: 1, deleted: 0 }]);
  expect(await sync.query(PRODUCTS)).toHaveLength(4);
});

test('expressions that look at other rows are never read in part', async () => {
  const sync = await syncOf(TWO, MAPPING.replace('name: name', 'name: { sql: "count(*) over () || name" }'));
  write(sync, 'p_3.csv', `${HEAD}4,d,4\n`);
  expect((await sync.run()).entities).toMatchObject([{ read: 4, landed: 4 }]);
});

test('a file exchanged under the same size and time is noticed', async () => {
  const sync = await syncOf(TWO);
  const file = path.join(sync.dir, 'p_2.csv');
  const then = new Date('2024-01-01T00:00:00Z');
  utimesSync(file, then, then);
  await sync.run();
  writeFileSync(file, `${HEAD}3,z,3\n`);
  utimesSync(file, then, then);
  expect((await sync.run()).entities).toMatchObject([{ landed: 1 }]);
});

test('a changed setting reads the files anew; another table does not', async () => {
  const settings = `tables:\n  mine: { path: p.csv, nulls: [""] }\n  other: o.csv`;
  const mapping = MAPPING.replace('"p_*.csv"', 'mine');
  const sync = await syncFiles(settings, { 'p.csv': `${HEAD}1,NULL,1\n`, 'o.csv': 'x\n1\n' }, mapping);
  open.push(sync);
  await sync.run();
  appendFileSync(path.join(sync.dir, 'o.csv'), '2\n');
  expect((await sync.run()).entities).toEqual([]);
  const yaml = readFileSync(path.join(sync.dir, 'treeline.yaml'), 'utf8').replace(
    'nulls: [""]',
    'nulls: ["", "NULL"]',
  );
  const { loadConfig } = await import('../../pipelines/config/load.ts');
  const { createSync } = await import('../../pipelines/sync/sync.ts');
  const { default: pino } = await import('pino');
  write(sync, 'treeline.yaml', yaml);
  const again = createSync(
    loadConfig(path.join(sync.dir, 'treeline.yaml'), {}),
    sync.warehouse,
    pino({ level: 'silent' }),
  );
  expect((await again.run()).entities).toMatchObject([{ rejected: 1, deleted: 0 }]);
  await again.close();
});

test('a file that grows while it is read is left for the next sync', async () => {
  const rows = Array.from({ length: 400_000 }, (_, row) => `${row},name of ${row},1\n`).join('');
  const sync = await syncFiles('encoding: utf-16le', { 'p.csv': Buffer.from(HEAD + rows, 'utf16le') });
  open.push(sync);
  await sync.check();
  const file = path.join(sync.dir, 'p.csv');
  const timer = setInterval(() => appendFileSync(file, Buffer.from('x', 'utf16le')), 20);
  try {
    expect(await messageOf(sync)).toMatch(
      /^file_changing: source "f", p.csv: the file changed while it was read/,
    );
  } finally {
    clearInterval(timer);
  }
  expect((await sync.run()).entities).toMatchObject([{ landed: 400_000 }]);
});

test('a column that vanishes is told, and the rows stay', async () => {
  const sync = await syncOf(TWO);
  write(sync, 'p_1.csv', 'id,title\n1,a\n');
  write(sync, 'p_2.csv', 'id,title\n3,c\n');
  const [failure] = (await sync.run()).failures;
  expect(failure?.error.message).toContain('product.name: "p_*.csv" has no column "name".');
  expect(await idsOf(sync)).toEqual(['f:1', 'f:2', 'f:3']);
});

test('a quote that is still open at the end of a file stops its reading, and no row behind it is taken for deleted', async () => {
  const sync = await syncOf(TWO);
  write(sync, 'p_1.csv', `${HEAD}1,"a,1\n2,b,2\n`);
  expect(await messageOf(sync)).toBe(
    'file_unreadable: source "f", p_1.csv: the quote that opens a value on line 2 is never closed. It was read as UTF-8, "," between values, double quotes, 3 columns. Copy the file again if it is cut off, mend the line, or set "quote: none" where quotes mean nothing.',
  );
  expect(await idsOf(sync)).toEqual(['f:1', 'f:2', 'f:3']);
});
