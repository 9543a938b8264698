import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { loadConfig } from '../../pipelines/config/load.ts';
import { GROUP_ROWS } from '../../pipelines/sources/columnar/column-buffer.ts';
import type { TextColumn } from '../../pipelines/sources/columnar/text-rows.ts';
import { writeResultNative } from '../../pipelines/sources/mysql-chunks.ts';
import { createMysqlConnection } from '../../pipelines/sources/mysql-connection.ts';
import { createMysqlDatabase } from './mysql-fixture.ts';

const ROWS = 600_000;
const COLUMNS: readonly TextColumn[] = [
  { name: 'id', kind: 'whole', type: 'bigint', suffix: '', hasWritten: false },
  { name: 'name', kind: 'text', type: 'varchar', suffix: '', hasWritten: false },
];
const YAML = `sources: { crm: { kind: mysql, url: "\${URL}", entities: { product: { from: p, key: id, columns: { name: n } } } } }`;

// both sinks fill while the reader is away, and the server's packets wait for it
test('whatever a slow reader is sent arrives, in row groups that hold no row too many', async () => {
  const db = await createMysqlDatabase();
  const dir = await mkdtemp(path.join(tmpdir(), 'treeline-slow-'));
  await writeFile(path.join(dir, 'treeline.yaml'), YAML);
  const { crm } = loadConfig(path.join(dir, 'treeline.yaml'), { URL: db.url }).sources;
  if (crm?.kind !== 'mysql') throw new Error('the mapping has another source');
  const source = createMysqlConnection(crm);
  const duckdb = await (await DuckDBInstance.create()).connect();
  await duckdb.run('create table got (id bigint, name varchar)');
  const sql = `select seq, if(seq % 5 = 0, null, concat('n', seq)) from seq_1_to_${ROWS}`;
  const result = {
    session: await source.session(),
    sql,
    isText: [false, true],
    read: { rows: 0, malformed: [] },
    throttle: null,
  };
  for await (const chunk of writeResultNative(result, COLUMNS, { dir, prefix: 'x' }, () => true)) {
    expect(chunk.rows).toBeLessThanOrEqual(GROUP_ROWS);
    await duckdb.run(`insert into got select * from read_parquet('${chunk.file}')`);
    await sleep(500);
  }
  const told = await duckdb.runAndReadAll(`select count(*)::integer as n, count(*) filter (
    name is distinct from case when id % 5 <> 0 then 'n' || id end)::integer as wrong from got`);
  expect(told.getRowObjectsJson()).toEqual([{ n: ROWS, wrong: 0 }]);
  duckdb.closeSync();
  await source.close();
  await rm(dir, { recursive: true });
  await db.drop();
}, 60_000);
