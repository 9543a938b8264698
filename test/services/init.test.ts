import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../pipelines/cli/main.ts';
import { createDatabase, openSync, type TestDatabase } from './sync-fixture.ts';

let db: TestDatabase;
let folder: string;
beforeAll(async () => {
  db = await createDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'treeline-init-'));
  await db.sql(`create table departments (id int primary key, parent_id int, name text);
    create table users (id serial primary key, full_name text, department_id int, manager_id int, email text,
      updated_at timestamptz default now());
    create table accounts (id serial primary key, name text, industry text, created_at timestamptz default now(),
      modified_at timestamptz default now());
    create table crm_deals (id serial primary key, title text, account_id int, owner_id int, stage text,
      amount numeric, created_at timestamptz default now(), close_date date, is_deleted boolean default false,
      updated_at timestamptz default now());
    create table migrations (version text)`);
  await db.sql(`insert into departments values (1, null, 'All'), (2, 1, 'East');
    insert into users (full_name, department_id) values ('Ann', 2), ('Bo', 2);
    insert into accounts (name) values ('Acme'), ('Umbrella');
    insert into crm_deals (title, account_id, owner_id, stage, amount, close_date)
      select 'deal ' || g, g % 2 + 1, g % 2 + 1, (array['Prospecting', 'Closed Won', 'Closed Lost'])[g % 3 + 1], g, date '2026-11-01'
      from generate_series(1, 30) g`);
});
afterAll(async () => {
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

async function init(url: string) {
  const file = path.join(folder, 'treeline.yaml');
  let out = '';
  const stream = { write: (text: string) => ((out += text), true), isTTY: false };
  const code = await run(
    ['node', 'treeline', 'init', '--url', url, '--config', file, '--json', '--force'],
    {},
    { out: stream, err: { write: () => true, isTTY: false } },
  );
  return { code, file, answer: JSON.parse(out) };
}

describe('init on a database that no preset knows', () => {
  it('maps tables by their names and columns, with watermarks, and what it wrote runs', async () => {
    const { code, file, answer } = await init(db.url);
    expect(code).toBe(0);
    expect(answer.entities.map((one: { entity: string; from: string }) => [one.entity, one.from])).toEqual([
      ['org_unit', 'departments'],
      ['employee', 'users'],
      ['customer', 'accounts'],
      ['opportunity', 'crm_deals'],
      ['pipeline_stage', 'derived'],
    ]);
    expect(answer.unused).toEqual(['migrations']);
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/from: crm_deals\n\s+key: id\n\s+watermark: updated_at/);
    expect(text).toContain('url: ${CRM_DATABASE_URL}');
    expect(text).not.toContain(new URL(db.url).hostname);

    const sync = await openSync(text, { CRM_DATABASE_URL: db.url });
    await sync.run();
    expect(
      await sync.query(`select s.kind, count(*)::int as deals, sum(o.amount) as amount, count(o.closed_at)::int as closed
        from crm.opportunity o join crm.pipeline_stage s on s.id = o.stage_id
        join crm.employee e on e.id = o.owner_id join crm.org_unit u on u.id = e.org_unit_id
        join crm.customer c on c.id = o.customer_id group by all order by kind`),
    ).toEqual([
      { kind: 'lost', deals: 10, amount: '155.00', closed: 10 },
      { kind: 'open', deals: 10, amount: '165.00', closed: 0 },
      { kind: 'won', deals: 10, amount: '145.00', closed: 10 },
    ]);
    await sync.end();
  });

  it('says why it cannot look, without the password', async () => {
    const url = new URL(db.url);
    url.password = 'hush';
    url.port = '9';
    const { code, answer } = await init(url.href);
    expect([code, answer.error.code]).toEqual([1, 'source_unreachable']);
    expect(JSON.stringify(answer)).not.toContain('hush');
  });
});
