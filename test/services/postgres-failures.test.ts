import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { createDatabase, openSync, type TestDatabase } from './sync-fixture.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createDatabase();
  await db.sql(`create table crm_lead (id int primary key, title text, created timestamptz, state text)`);
  await db.sql(`insert into crm_lead select g, 'L' || g, now(), 'new' from generate_series(1, 60000) g`);
});
afterAll(() => db.drop());

const source = (entities: string): string => `sources:
  crm:
    kind: postgres
    url: \${URL}
    entities:
${entities}`;
const LEAD = `      lead: { from: crm_lead, key: id, columns: { created_at: created, status: state, name: title } }\n`;

async function failureOf(yaml: string, url: string): Promise<TreelineError> {
  const sync = await openSync(yaml, { URL: url });
  try {
    await sync.run();
  } catch (error) {
    if (error instanceof TreelineError) return error;
    throw error;
  } finally {
    await sync.end();
  }
  throw new Error('the run succeeded');
}

test('all that does not fit the source is said at once, before anything is copied', async () => {
  const yaml = source(`      lead:
        from: crm_lead
        key: idd
        where: "stat = 'x'"
        columns:
          created_at: created
          status: { sql: "stat" }
          name: titel
      customer: { from: crm_leed, key: id, columns: { name: title } }
      product: { query: "selec 1", key: id, columns: { name: title } }
      campaign: { from: crm_lead, key: id, watermark: title, columns: { name: { sql: "upper(title" } } }
`);
  const error = await failureOf(yaml, db.url);
  expect(error.code).toBe('mapping_invalid');
  expect(error.message.split('\n').map((line) => line.replace(/^.*treeline\.yaml:/, ''))).toEqual([
    '8: lead.id: table "crm_lead" has no column "idd". Did you mean "id"?',
    `9: the condition does not run: column "stat" does not exist.`,
    '12: lead.status: the expression does not run: column "stat" does not exist.',
    '13: lead.name: table "crm_lead" has no column "titel". Did you mean "title"?',
    '14: there is no table "crm_leed" in source "crm". Did you mean "crm_lead"?',
    '15: the query does not run: syntax error at or near "1".',
    expect.stringMatching(/^16: campaign.name: the expression does not run: syntax error/),
  ]);
});

test('a database that cannot be reached is one message without the password', async () => {
  const error = await failureOf(source(LEAD), 'postgres://me:hunter2@127.0.0.1:1/crm');
  expect(error.code).toBe('source_unreachable');
  expect(error.message).toContain('127.0.0.1:1/crm');
  expect(JSON.stringify([error.message, error.facts])).not.toContain('hunter2');
  const missing = await failureOf(source(LEAD), `${db.url}_none`);
  expect(missing.message).toContain('there is no such database');
});

test('a user who may only read is enough; one who may not is told so', async () => {
  const user = `reader_${Date.now()}`;
  await db.sql(`create role ${user} login password 'p'`);
  const url = db.url.replace('postgres@', `${user}:p@`);
  try {
    const error = await failureOf(source(LEAD), url);
    expect(error.message).toMatch(/:6: no permission to read crm_lead .*Grant SELECT on it\./);
    await db.sql(`grant select on crm_lead to ${user}`);
    const sync = await openSync(source(LEAD), { URL: url });
    expect(await sync.run()).toMatchObject({ entities: [{ landed: 60000 }] });
    await sync.end();
  } finally {
    await db.sql(`revoke all on crm_lead from ${user}`);
    await db.sql(`drop role ${user}`);
  }
});

test('an expression that fails on a row is told without the row', async () => {
  const yaml = source(
    `      lead: { from: crm_lead, key: id, columns: { created_at: created, status: state, score: { sql: "title::int" } } }\n`,
  );
  const error = await failureOf(yaml, db.url);
  expect(error.code).toBe('source_query');
  expect(error.message).toContain('reading lead');
  expect(error.message).not.toContain('L1');
});

test('a failed run leaves the warehouse as it was, is in the history, and the next one goes on', async () => {
  const yaml = source(LEAD.replace('name: title', `name: title, score: { sql: "right(title, -1)::int" }`));
  const sync = await openSync(yaml, { URL: db.url });
  await sync.run();
  await db.sql(`update crm_lead set title = 'Lx' where id = 7`);
  await expect(sync.run()).rejects.toMatchObject({ code: 'source_query' });
  expect(await sync.query(`select count(*)::int as n from crm.lead`)).toEqual([{ n: 60000 }]);
  expect(await sync.query(`select status from meta.run order by run_id`)).toEqual([
    { status: 'ok' },
    { status: 'failed' },
  ]);
  await db.sql(`update crm_lead set title = 'L7' where id = 7`);
  await sync.run();
  expect(await sync.query(`select max(run_id)::int as id, count(*)::int as n from meta.run`)).toEqual([
    { id: 3, n: 3 },
  ]);
  await sync.end();
});

test('killed at any moment, the next start continues: nothing lost, nothing twice', async () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'treeline-kill-'));
  writeFileSync(path.join(dir, 'treeline.yaml'), source(LEAD));
  const child = fileURLToPath(new URL('./run-one-sync.ts', import.meta.url));
  for (let round = 0; round < 6; round++) {
    await db.sql(`update crm_lead set title = title || '.' where id % 3 = 0`);
    await killAfter(child, dir, 900 + round * 500);
  }
  const left = existsSync(path.join(dir, 'data/treeline.duckdb.stage'));
  const sync = await openSync(source(LEAD), { URL: db.url }, { dir, file: true });
  await sync.run();
  expect(readdirSync(path.join(dir, 'data/treeline.duckdb.stage')), `leftovers before: ${left}`).toEqual([]);
  const truth = await db.sql(`select count(*)::int as n, sum(length(title))::int as size from crm_lead`);
  expect(await sync.query(`select count(*)::int as n, sum(length(name))::int as size from crm.lead`)).toEqual(
    truth,
  );
  // the log's last version of each key is the row itself, and no version is there twice in a run
  expect(
    await sync.query(`select
      (select count(*)::int from (select id, _run_id from crm_log.lead group by all having count(*) > 1)) as doubled,
      (select count(*)::int from crm.lead c join (select id, max_by(_row_hash, _run_id) as hash from crm_log.lead group by id) l
        using (id) where l.hash is distinct from c._row_hash) as different,
      (select count(*)::int from crm_log.lead where _run_id not in (select run_id from meta.run)) as homeless`),
  ).toEqual([{ doubled: 0, different: 0, homeless: 0 }]);
  await sync.end();
  rmSync(dir, { recursive: true, force: true });
});

function killAfter(script: string, dir: string, ms: number): Promise<void> {
  const env = { ...process.env, URL: db.url };
  const child = spawn(process.execPath, ['--import', 'tsx', script, dir], { env, stdio: 'ignore' });
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    setTimeout(() => child.kill('SIGKILL'), ms);
  });
}
