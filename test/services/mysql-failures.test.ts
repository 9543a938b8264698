import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { createMysqlDatabase, type TestMysql } from './mysql-fixture.ts';
import { openSync } from './sync-fixture.ts';

let db: TestMysql;
beforeAll(async () => {
  db = await createMysqlDatabase();
  await db.sql(
    'create table crm_lead (id int primary key, title text, created timestamp, state varchar(20))',
  );
  await db.sql(`insert into crm_lead select seq, concat('L', seq), now(), 'new' from seq_1_to_60000`);
});
afterAll(() => db.drop());

const source = (entities: string, options = ''): string => `sources:
  crm:
    kind: mysql
    url: \${URL}
${options}    entities:
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
      customer: { from: crm_leed, key: ID, columns: { name: Title } }
      product: { query: "selec 1", key: id, columns: { name: title } }
      campaign: { from: crm_lead, key: id, watermark: title, columns: { name: { sql: "upper(title" } } }
      contact: { from: elsewhere.crm_lead, key: id, columns: { customer_id: id, name: title } }
`);
  const error = await failureOf(yaml, db.url);
  expect(error.code).toBe('mapping_invalid');
  expect(error.message.split('\n').map((line) => line.replace(/^.*treeline\.yaml:/, ''))).toEqual([
    '8: lead.id: table "crm_lead" has no column "idd". Did you mean "id"?',
    expect.stringMatching(/^9: the condition does not run: Unknown column 'stat' in/),
    expect.stringMatching(/^12: lead.status: the expression does not run: Unknown column 'stat' in/),
    '13: lead.name: table "crm_lead" has no column "titel". Did you mean "title"?',
    '14: there is no table "crm_leed" in source "crm". Did you mean "crm_lead"?',
    '15: the query does not run: syntax error near "1".',
    expect.stringMatching(/^16: campaign.name: the expression does not run: syntax error near "from/),
    expect.stringMatching(/^17: there is no table "elsewhere.crm_lead"/),
  ]);
});

test('a watermark must be something that can rise', async () => {
  const error = await failureOf(
    source(`      product: { from: crm_lead, key: id, watermark: title, columns: { name: title } }\n`),
    db.url,
  );
  expect(error.message).toMatch(/:6: a watermark must be a timestamp, a date or a whole number\./);
});

test('a database that cannot be reached is one message without the password', async () => {
  const error = await failureOf(source(LEAD), 'mysql://me:hunter2@127.0.0.1:1/crm');
  expect(error.code).toBe('source_unreachable');
  expect(error.message).toContain('127.0.0.1:1/crm');
  const missing = await failureOf(source(LEAD), `${db.url}_none`);
  expect(missing.message).toContain('there is no such database');
  const refused = await failureOf(source(LEAD), db.urlOf('me', 'hunter2'));
  expect(refused.code).toBe('source_login_failed');
  for (const one of [error, missing, refused]) {
    expect(JSON.stringify([one.message, one.facts, String(one.cause)])).not.toContain('hunter2');
  }
  const sync = openSync(source(LEAD), { URL: 'mysql://me:hunter2@h/d?debug=true' });
  await expect(sync).rejects.toMatchObject({ code: 'config_invalid' });
  await expect(sync).rejects.not.toThrow(/hunter2/);
});

test('a server that is no MySQL, or says nothing, is unreachable', async () => {
  const server = net.createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const error = await failureOf(source(LEAD), `mysql://me:hunter2@127.0.0.1:${port}/crm`);
  expect(error.code).toBe('source_unreachable');
  server.close();
});

test('a user who may only read is enough, also only some columns; one who may not is told so', async () => {
  const user = `reader_${Date.now() % 1e9}`;
  await db.sql(`create user ${user}@'%' identified by 'hunter2'`);
  const url = db.urlOf(user, 'hunter2');
  const read = async (): Promise<unknown> => {
    const sync = await openSync(source(LEAD), { URL: url });
    try {
      return await sync.run({ full: true });
    } finally {
      await sync.end();
    }
  };
  try {
    const nothing = await failureOf(source(LEAD), url);
    expect(nothing.code).toBe('source_permission');
    await db.sql(`create table other (id int)`);
    await db.sql(`grant select on other to ${user}@'%'`);
    const error = await failureOf(source(LEAD), url);
    expect(error.message).toMatch(/:6: no permission to read crm_lead, .*Grant SELECT on it\./);
    expect(error.message).not.toContain(user);
    await db.sql(`grant select (id, title, created, state) on crm_lead to ${user}@'%'`);
    expect(await read()).toMatchObject({ entities: [{ landed: 60000 }] });
    await db.sql(`grant select on crm_lead to ${user}@'%'`);
    expect(await read()).toMatchObject({ entities: [{ landed: 60000 }] });
  } finally {
    await db.sql(`drop user ${user}@'%'`);
  }
});

test('the session can only read', async () => {
  await db.sql(`create function touch() returns int modifies sql data
    begin update crm_lead set title = 'touched' where id = 1; return 1; end`);
  const error = await failureOf(
    source(
      `      product: { from: crm_lead, where: "id = 1", key: id, columns: { name: { sql: "touch()" } } }\n`,
    ),
    db.url,
  );
  expect(error.message).toContain('READ ONLY');
  expect(await db.sql('select title from crm_lead where id = 1')).toEqual([{ title: 'L1' }]);
});

test('a value that an expression cannot take is told without the row', async () => {
  const yaml = source(
    `      product: { from: crm_lead, key: id, columns: { name: title }, extra: { n: { type: integer, column: { sql: "exp(id)" } } } }\n`,
  );
  const error = await failureOf(yaml, db.url);
  expect(error.code).toBe('source_query');
  expect(error.message).toContain('reading product');
  expect(error.message).not.toContain('L1');
});

test('a statement that takes too long is given up, and says after how long', async () => {
  const yaml = source(
    `      product: { from: crm_lead, key: id, columns: { name: { sql: "sleep(1)" } } }\n`,
    '    statement_timeout_s: 1\n',
  );
  const error = await failureOf(yaml, db.url);
  expect(error.code).toBe('source_timeout');
  expect(error.message).toContain('(1 s)');
});

test('a failed run leaves the warehouse as it was, is in the history, and the next one goes on', async () => {
  const yaml = source(LEAD.replace('name: title', 'name: title, score: { sql: "exp(length(title))" }'));
  const sync = await openSync(yaml, { URL: db.url });
  await sync.run();
  await db.sql(`update crm_lead set title = repeat('x', 800) where id = 7`);
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

test('a session killed in the middle of a read is one run tried again', async () => {
  await db.sql('create table slow (id int primary key, t varchar(2000))');
  await db.sql(`insert into slow select seq, repeat('x', 2000) from seq_1_to_60000`);
  const sync = await openSync(source(`      product: { from: slow, key: id, columns: { name: t } }\n`), {
    URL: db.url,
  });
  let kills = 0;
  const report = await sync.run({
    onProgress: ({ phase }) => {
      if (phase !== 'extract' || kills > 0) return;
      kills++;
      void db
        .sql(
          `select concat('kill ', id) as k from information_schema.processlist where db = database() and id <> connection_id()`,
        )
        .then((found) => Promise.all(found.map((row) => db.sql(String(row['k'])))));
    },
  });
  expect(kills).toBe(1);
  expect(report.entities).toMatchObject([{ read: 60000, landed: 60000 }]);
  await sync.end();
});

test('a table that was read can be altered while the run goes on', async () => {
  await db.sql('create table altered (id int primary key)');
  const yaml = source(`      product: { from: altered, key: id, columns: { name: id } }
      campaign: { from: crm_lead, key: id, columns: { name: { sql: "if(id = 60000, sleep(2), title)" } } }
`);
  const sync = await openSync(yaml, { URL: db.url });
  let took = Infinity;
  let altering: Promise<unknown> = Promise.resolve();
  await sync.run({
    onProgress: ({ entity, phase }) => {
      if (entity !== 'campaign' || phase !== 'extract' || took < Infinity) return;
      const begin = performance.now();
      took = 0;
      altering = db
        .sql('alter table altered add column x int')
        .then(() => (took = performance.now() - begin));
    },
  });
  await altering;
  expect(took).toBeLessThan(1500);
  await sync.end();
});

test('killed at any moment, the next start continues: nothing lost, nothing twice', async () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'treeline-kill-'));
  writeFileSync(path.join(dir, 'treeline.yaml'), source(LEAD));
  const child = fileURLToPath(new URL('./run-one-sync.ts', import.meta.url));
  for (let round = 0; round < 4; round++) {
    await db.sql(`update crm_lead set title = concat(title, '.') where id % 3 = 0`);
    await killAfter(child, dir, 900 + round * 600);
  }
  const sync = await openSync(source(LEAD), { URL: db.url }, { dir, file: true });
  await sync.run();
  expect(readdirSync(path.join(dir, 'data/treeline.duckdb.stage'))).toEqual([]);
  const [truth] = await db.sql(
    `select count(*) as n, cast(sum(length(title)) as char) as size from crm_lead`,
  );
  expect(
    await sync.query(`select count(*)::int as n, sum(length(name))::varchar as size from crm.lead`),
  ).toEqual([truth]);
  expect(
    await sync.query(`select
      (select count(*)::int from (select id, _run_id from crm_log.lead group by all having count(*) > 1)) as doubled,
      (select count(*)::int from crm.lead c join (select id, max_by(_row_hash, _run_id) as hash from crm_log.lead group by id) l
        using (id) where l.hash is distinct from c._row_hash) as different`),
  ).toEqual([{ doubled: 0, different: 0 }]);
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
