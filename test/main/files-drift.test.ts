import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { rows } from '../../warehouse/warehouse.ts';
import type { TestSync } from '../services/sync-fixture.ts';
import { PRODUCTS, syncFiles } from './files-fixture.ts';

const open: TestSync[] = [];
afterEach(async () => {
  for (const sync of open.splice(0)) await sync.end();
});

const MAPPING = `product: { from: p.csv, key: id, columns: { name: name, list_price: price } }
campaign: { from: "c_*.parquet", key: id, columns: { name: name, started_on: day } }`;

async function openExports(): Promise<TestSync> {
  const sync = await syncFiles('', { 'p.csv': 'id,name,price\n1,a,10\n' }, MAPPING);
  open.push(sync);
  await writeParquet(sync, "select 1 as id, 'spring' as name, date '2026-03-01' as day");
  await sync.run();
  return sync;
}

function writeParquet(sync: TestSync, select: string): Promise<unknown> {
  const file = path.join(sync.dir, 'c_1.parquet');
  return sync.warehouse.read((connection) =>
    rows(connection, `copy (${select}) to '${file}' (format parquet)`),
  );
}

test('a column that an export gained is noted once', async () => {
  const sync = await openExports();
  writeFileSync(path.join(sync.dir, 'p.csv'), 'id,name,price,Farbe\n1,a,11,rot\n');
  const report = await sync.run();
  expect(report.notes).toEqual([
    'f: p.csv has a new column "Farbe" (VARCHAR). It is not mapped; map it if it matters.',
  ]);
  expect(await sync.query(PRODUCTS)).toMatchObject([{ list_price: '11.00' }]);
  expect((await sync.run()).notes).toEqual([]);
});

test('a column that an export lost stops its entity alone, with its last good rows', async () => {
  const sync = await openExports();
  writeFileSync(path.join(sync.dir, 'p.csv'), 'id,name\n1,b\n2,c\n');
  await writeParquet(sync, "select 1 as id, 'summer' as name, date '2026-06-01' as day");
  const { failures } = await sync.run();
  expect(failures).toMatchObject([{ entity: 'product', error: { code: 'entity_stopped' } }]);
  expect(failures[0]?.error.message).toContain('has no column "price"');
  expect(await sync.query(PRODUCTS)).toEqual([{ id: 'f:1', name: 'a', list_price: '10.00' }]);
  expect(await sync.query('select name from crm.campaign')).toEqual([{ name: 'summer' }]);
  writeFileSync(path.join(sync.dir, 'p.csv'), 'id,name,price\n1,b,12\n2,c,13\n');
  expect((await sync.run()).failures).toEqual([]);
  expect(await sync.query(PRODUCTS)).toHaveLength(2);
});

test('a column that Parquet now stores as another type stops its entity, until it is read anew on demand', async () => {
  const sync = await openExports();
  await writeParquet(sync, "select 1 as id, 'spring' as name, timestamptz '2026-03-01 23:00:00+00' as day");
  const { failures } = await sync.run();
  expect(failures.map((one) => one.error.message)).toEqual([
    expect.stringContaining('campaign.started_on was DATE and is TIMESTAMP WITH TIME ZONE now.'),
  ]);
  expect(await sync.query('select started_on from crm.campaign')).toEqual([{ started_on: '2026-03-01' }]);
  await sync.run({ full: true, entities: ['campaign'] });
  expect((await sync.run()).failures).toEqual([]);
});
