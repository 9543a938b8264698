import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../pipelines/config/load.ts';
import type { Advice } from '../../pipelines/doctor/advice.ts';
import { examine } from '../../pipelines/doctor/doctor.ts';
import { createDatabase, type TestDatabase } from './sync-fixture.ts';

let db: TestDatabase;
let dir: string;
beforeAll(async () => {
  db = await createDatabase();
  dir = mkdtempSync(path.join(tmpdir(), 'treeline-doctor-'));
  await db.sql(
    'create table deal (id int primary key, stage text, created timestamptz, updated_at timestamptz)',
  );
  await db.sql(`insert into deal select g, 'new', now(), now() from generate_series(1, 80000) g`);
  await db.sql('analyze deal');
});
afterAll(async () => {
  await db.drop();
  rmSync(dir, { recursive: true });
});

async function adviceFor(columns: string, url = db.url): Promise<Advice[]> {
  const file = path.join(dir, 'treeline.yaml');
  writeFileSync(
    file,
    `sources:
  crm:
    kind: postgres
    url: \${URL}
    entities:
      opportunity: { from: deal, key: id, ${columns}, columns: { stage_id: stage, created_at: created } }
`,
  );
  return examine(loadConfig(file, { URL: url }), () => undefined);
}

const worries = (advice: readonly Advice[]) => advice.filter((one) => one.severity !== 'ok');

test('a watermark without an index is said, with its cost and its cure; with one, nothing is', async () => {
  const [found] = worries(await adviceFor('watermark: updated_at')).filter(
    (one) => one.subject === 'crm.opportunity',
  );
  expect(found?.message).toMatch(
    /deal\.updated_at has no index.*80,000 rows \(\d+ ms just now\)\. create index/,
  );
  await db.sql('create index on deal (updated_at)');
  expect(worries(await adviceFor('watermark: updated_at')).map((one) => one.subject)).not.toContain(
    'crm.opportunity',
  );
});

test('a large table without a watermark is said', async () => {
  const found = worries(await adviceFor(`where: "true"`)).find((one) => one.subject === 'crm.opportunity');
  expect(found?.message).toContain('has no watermark');
});

test('what keeps a sync from running is an error, without the password', async () => {
  expect(worries(await adviceFor('watermark: updatedat'))).toMatchObject([
    { severity: 'error', subject: 'crm', message: expect.stringContaining('updated_at') },
  ]);
  const url = new URL(db.url);
  url.password = 'hush';
  url.port = '9';
  const [unreachable] = worries(await adviceFor('watermark: updated_at', url.href));
  expect(unreachable).toMatchObject({
    severity: 'error',
    message: expect.stringContaining('cannot be reached'),
  });
  expect(unreachable?.message).not.toContain('hush');
});
