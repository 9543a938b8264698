import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../pipelines/config/load.ts';
import type { Advice } from '../../pipelines/doctor/advice.ts';
import { examine } from '../../pipelines/doctor/doctor.ts';
import { createMysqlDatabase, type TestMysql } from './mysql-fixture.ts';

let db: TestMysql;
let dir: string;
const reader = `doctor_${Date.now() % 1e9}`;
beforeAll(async () => {
  db = await createMysqlDatabase();
  dir = mkdtempSync(path.join(tmpdir(), 'treeline-doctor-'));
  await db.sql(`create table deal (id int primary key, stage varchar(20), created timestamp default now(),
    due date not null default '0000-00-00', updated_at timestamp default now())`);
  await db.sql(`insert into deal (id, stage) select seq, 'new' from seq_1_to_80000`);
  await db.sql('analyze table deal');
  await db.sql(
    'create table old (id int primary key, name varchar(20), at datetime, index (at)) engine = MyISAM',
  );
  await db.sql(`insert into old values (1, 'a', utc_timestamp() + interval 8 hour)`);
  await db.sql(`create user ${reader}@'%' identified by 'hush'`);
  await db.sql(`grant select, show view on ${db.name}.* to ${reader}@'%'`);
});
afterAll(async () => {
  await db.sql(`drop user ${reader}@'%'`);
  await db.drop();
  rmSync(dir, { recursive: true });
});

async function adviceFor(entities: string, settings = 'timezone: UTC', url?: string): Promise<Advice[]> {
  const file = path.join(dir, 'treeline.yaml');
  writeFileSync(
    file,
    `sources:
  crm:
    kind: mysql
    url: \${URL}
    ${settings}
    entities:
      ${entities}
`,
  );
  const advice = await examine(loadConfig(file, { URL: url ?? db.urlOf(reader, 'hush') }), () => undefined);
  return advice.filter((one) => one.severity !== 'ok' && one.subject !== 'disk');
}

const deal = (rest: string): string =>
  `opportunity: { from: deal, key: id, columns: { stage_id: stage, created_at: created }, ${rest} }`;

test('a watermark without an index is said, with its cost and its cure; with one, nothing is', async () => {
  const [found, ...others] = await adviceFor(deal('watermark: updated_at'));
  expect(found?.subject).toBe('crm.opportunity');
  expect(found?.message).toMatch(
    /deal\.updated_at has no index.* [78]\d,\d{3} rows \(\d+ ms just now\)\. create index/,
  );
  expect(others).toEqual([]);
  await db.sql('create index by_change on deal (updated_at)');
  expect(await adviceFor(deal('watermark: updated_at'))).toEqual([]);
});

test('a large table without a watermark is said', async () => {
  const found = await adviceFor(deal('where: "true"'));
  expect(found.map((one) => one.message)).toEqual([expect.stringContaining('has no watermark')]);
});

test('a user who may write is said, one who may only read is not', async () => {
  expect(await adviceFor(deal('watermark: updated_at'))).toEqual([]);
  await db.sql(`grant update on ${db.name}.deal to ${reader}@'%'`);
  const found = await adviceFor(deal('watermark: updated_at'));
  await db.sql(`revoke update on ${db.name}.deal from ${reader}@'%'`);
  expect(found.map((one) => one.message)).toEqual([
    expect.stringContaining(`${reader}@% may do UPDATE here.`),
  ]);
  const [all] = await adviceFor(deal('watermark: updated_at'), 'timezone: UTC', db.url);
  expect(all?.message).toContain('may do anything here');
});

test('a table without snapshots, and a clock that is read in the wrong zone', async () => {
  const mapping = 'product: { from: old, key: id, columns: { name: name }, watermark: at }';
  const messages = (await adviceFor(mapping)).map((one) => one.message);
  expect(messages).toEqual([
    expect.stringContaining('old is kept by MyISAM, which knows no snapshots'),
    expect.stringMatching(/read in UTC, the newest change of old lies [78]\.\d h ahead of now/),
  ]);
  expect(await adviceFor(mapping, 'timezone: Asia/Shanghai')).toHaveLength(1);
});

test('SQL that means another thing than it seems to', async () => {
  const mapping = `product:
        from: deal
        key: id
        watermark: updated_at
        columns: { name: { sql: "stage || 'x || y'" } }
      campaign:
        from: deal
        key: id
        watermark: updated_at
        columns: { name: stage, started_on: due, channel: { sql: "convert_tz(created, 'UTC', 'Asia/Shanghai')" } }`;
  const [zones] = await db.sql(`select convert_tz('2026-01-01', 'UTC', 'Asia/Shanghai') as at`);
  const found = await adviceFor(mapping);
  expect(found.map(({ subject, message }) => `${subject}: ${message.slice(0, 20)}`)).toEqual([
    'crm.product: || is “or” in MySQL,',
    ...(zones?.['at'] === null ? ['crm.campaign: convert_tz answers n'] : []),
    'crm.campaign: deal.due is 0000-00-',
  ]);
});

test('a table that a slowed read cannot finish in time', async () => {
  const limits = 'timezone: UTC\n    max_read_mb_per_s: 0.5\n    statement_timeout_s: 3';
  const found = await adviceFor(deal('watermark: updated_at'), limits);
  expect(found.map((one) => one.message)).toEqual([
    expect.stringMatching(/deal takes about \d+ s at 0\.5 MB\/s, and statement_timeout_s is 3/),
  ]);
});

test('what keeps a sync from running is an error, without the password', async () => {
  expect(await adviceFor(deal('watermark: updatedat'))).toMatchObject([
    { severity: 'error', subject: 'crm', message: expect.stringContaining('updated_at') },
  ]);
  const [refused] = await adviceFor(deal('watermark: updated_at'), '', db.urlOf(reader, 'other'));
  expect(refused).toMatchObject({ severity: 'error', message: expect.stringContaining('refuses the login') });
  expect(refused?.message).not.toContain('other');
});
