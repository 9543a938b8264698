import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWarehouse, rows, transaction } from './warehouse.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'treeline-warehouse-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('what is given up is rolled back whole, and nothing follows it', async () => {
  const file = path.join(folder, 'given-up.duckdb');
  const warehouse = await openWarehouse(file);
  await warehouse.write((connection) => connection.run('create table kept as select 1 as one'));
  let begin: () => void;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const writing = warehouse.write((connection) =>
    transaction(connection, async () => {
      await connection.run('insert into kept values (2)');
      begin();
      // hours of work
      await connection.run('select count(*) from range(1000000) a, range(1000000) b where hash(a, b) = 1');
    }),
  );
  const waiting = warehouse.write((connection) => connection.run('insert into kept values (3)'));
  const ends = Promise.allSettled([writing, waiting]);
  await begun;
  await warehouse.giveUp();
  const [given, refused] = await ends;
  expect(String(given.status === 'rejected' && given.reason)).toMatch(/interrupt/i);
  expect(String(refused.status === 'rejected' && refused.reason)).toContain('the warehouse is closed');
  await warehouse.close();

  const again = await openWarehouse(file);
  expect(await again.read((connection) => rows(connection, 'from kept'))).toEqual([{ one: 1 }]);
  await again.close();
});
