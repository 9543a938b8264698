import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import pino from 'pino';
import { loadConfiguration } from '../../pipelines/cli/configuration.ts';
import { openEngine, type Engine } from '../../pipelines/cli/engine/engine.ts';
import { isPassword } from '../../server/accounts/password.ts';
import { COMMAND, createAdministration } from '../../server/accounts/administration.ts';
import { openEngineFixture, type EngineFixture } from './engine-fixture.ts';

const quiet = (): undefined => undefined;
const YAML = `warehouse: live.duckdb
sources:
  crm:
    kind: files
    entities:
      product: { from: products.csv, key: id, columns: { name: name } }
`;

let crm: EngineFixture;
let engine: Engine;
const PASSWORD = 'correct horse battery staple';

beforeAll(async () => {
  crm = await openEngineFixture();
  crm.write('products.csv', 'id,name\n1,CRM\n');
  crm.write('treeline.yaml', YAML);
  engine = await openEngine(
    loadConfiguration(path.join(crm.dir, 'treeline.yaml'), {}),
    pino({ level: 'silent' }),
  );
  await engine.operations.build({ full: true }, quiet);
});
afterAll(async () => {
  await engine.close();
  await crm.close();
});

it('without anybody who came in there is no state to copy', async () => {
  const report = await engine.operations.backup({ folder: path.join(crm.dir, 'first') }, quiet);
  expect(report.state).toEqual({ kept: 'none', folder: null });
});

it('copies accounts and audit while they are written, and a restore goes on from there', async () => {
  const directory = await engine.directory();
  const administration = createAdministration(directory);
  const ann = await administration.create('ann', 'Ann', { roles: ['administrator'] }, COMMAND);
  await administration.setPassword(ann.id, PASSWORD, COMMAND);
  let isWriting = true;
  let written = 0;
  const writing = (async () => {
    while (isWriting) {
      await administration.create(`person-${written}`, 'One of many', { roles: ['rep'] }, COMMAND);
      written += 1;
      // PGlite answers without a turn of the loop
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const folder = path.join(crm.dir, 'second');
  const before = written;
  const report = await engine.operations.backup({ folder }, quiet);
  isWriting = false;
  await writing;
  expect(report.state).toEqual({ kept: 'folder', folder: path.join(folder, 'treeline.duckdb.state') });

  // the restore that docs/security.md describes
  await administration.change(ann.id, { name: 'Changed after the backup' }, COMMAND);
  await engine.close();
  const live = path.join(crm.dir, 'live.duckdb');
  for (const gone of [live, `${live}.wal`, `${live}.state`]) await rm(gone, { recursive: true, force: true });
  await mkdir(crm.dir, { recursive: true });
  await cp(report.file, live);
  await cp(report.state.folder!, `${live}.state`, { recursive: true });
  engine = await openEngine(
    loadConfiguration(path.join(crm.dir, 'treeline.yaml'), {}),
    pino({ level: 'silent' }),
  );

  const { accounts, audit, state } = await engine.directory();
  const restored = accounts.byLogin('ann');
  expect(restored).toMatchObject({ name: 'Ann', roles: ['administrator'] });
  expect(await isPassword(PASSWORD, (await accounts.passwordHash(restored!.id))!)).toBe(true);
  const people = accounts.list().filter(({ login }) => login.startsWith('person-'));
  expect(people.length).toBeGreaterThanOrEqual(before);
  expect(people.length).toBeLessThanOrEqual(written);
  // each account was written before its line in the audit: a copy of one moment has at most one more
  const { total } = await audit.search({ limit: 1, offset: 0, action: 'account_created' });
  expect(people.length + 1 - total).toBeGreaterThanOrEqual(0);
  expect(people.length + 1 - total).toBeLessThanOrEqual(1);
  await expect(state.run('delete from treeline.audit')).rejects.toThrow(/append-only/);
  const again = createAdministration(await engine.directory());
  await again.create('after', 'After', { roles: ['rep'] }, COMMAND);
});
