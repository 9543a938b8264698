import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../../pipelines/cli/main.ts';
import { createMysqlDatabase } from '../mysql-fixture.ts';
import { createDatabase, openSync } from '../sync-fixture.ts';
import { fillEspoPostgres } from './espocrm/fill.ts';
import { fillFrappe } from './frappe/fill.ts';
import { fillTwenty, WORKSPACE } from './twenty/fill.ts';

/** What `treeline init --url` writes for a database, and that a sync runs by it as it is. */
async function initAndSync(url: string): Promise<{ preset: string; text: string; deals: number }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'treeline-recognise-'));
  const file = path.join(folder, 'treeline.yaml');
  let out = '';
  const stream = { write: (text: string) => ((out += text), true), isTTY: false };
  const args = ['init', '--url', url, '--config', file, '--currency', 'USD', '--timezone', 'Asia/Shanghai'];
  const code = await run(
    ['node', 'treeline', ...args, '--json'],
    {},
    { out: stream, err: { write: () => true, isTTY: false } },
  );
  expect(code, out).toBe(0);
  const text = await readFile(file, 'utf8');
  await rm(folder, { recursive: true });
  const sync = await openSync(text, { CRM_DATABASE_URL: url });
  await sync.run();
  const [found] = await sync.query('select count(*)::int as deals from crm.opportunity');
  await sync.end();
  return { preset: JSON.parse(out).preset, text, deals: Number(found?.['deals']) };
}

test('init knows EspoCRM on PostgreSQL', async () => {
  const db = await createDatabase();
  try {
    await fillEspoPostgres(db);
    const { preset, text, deals } = await initAndSync(db.url);
    expect(preset).toBe('espocrm');
    expect(text).not.toMatch(/schema:|^ {4}timezone:/m);
    expect(deals).toBeGreaterThan(300);
  } finally {
    await db.drop();
  }
});

test('init knows Twenty, and writes which of its workspaces it has taken', async () => {
  const db = await createDatabase();
  try {
    await fillTwenty(db, { hasOwner: true, hasTargets: true });
    await db.sql('create schema workspace_without_tables');
    const { preset, text, deals } = await initAndSync(db.url);
    expect(preset).toBe('twenty');
    expect(text).toContain(`schema: ${WORKSPACE}`);
    expect(deals).toBeGreaterThan(300);
  } finally {
    await db.drop();
  }
});

test('init knows Frappe CRM, and the clock that it writes its times by', async () => {
  const db = await createMysqlDatabase();
  try {
    await fillFrappe(db, 'nowhere');
    const { preset, text, deals } = await initAndSync(db.url);
    expect(preset).toBe('frappe-crm');
    expect(text).toMatch(/^ {4}timezone: Europe\/Berlin$/m);
    expect(deals).toBeGreaterThan(300);
  } finally {
    await db.drop();
  }
});
