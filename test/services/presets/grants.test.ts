import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMysqlDatabase, type TestMysql } from '../mysql-fixture.ts';
import { createDatabase } from '../sync-fixture.ts';
import { fillEspo } from './espocrm/fill.ts';
import { fillOdoo } from './odoo/fill.ts';
import { runPreset } from './star-facts.ts';
import { fillSuite } from './suitecrm/fill.ts';

/** The tables that docs/presets.md asks to grant for a CRM. */
function grantsOf(heading: string): string[] {
  const text = readFileSync('docs/presets.md', 'utf8');
  const section = text.slice(text.indexOf(`## ${heading}`));
  const line = /\*\*Grant\*\*: `select` on (.*)/.exec(section)?.[1] ?? '';
  const lists = [...line.matchAll(/``(.*?)``|`([^`]*)`/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  return lists.flatMap((one) => one.replaceAll('`', '').trim().split(/\s+/));
}

const READER = `preset_reader_${process.pid}`;

test('what the documentation asks to grant for Odoo is enough to read everything', async () => {
  const db = await createDatabase();
  await fillOdoo(db, { version: '17', hr: true, sale: true });
  await db.sql(`create role ${READER} login password 'p'`);
  try {
    await db.sql(`grant select on ${grantsOf('Odoo').join(', ')} to ${READER}`);
    const url = db.url.replace('postgres@', `${READER}:p@`);
    const run = await runPreset('sources:\n  odoo: { kind: postgres, url: "${URL}", preset: odoo-17 }\n', {
      URL: url,
    });
    expect(run.absent).toEqual([]);
    await run.sync.end();
  } finally {
    await db.sql(`drop owned by ${READER}; drop role ${READER}`);
    await db.drop();
  }
});

test.each([
  ['SuiteCRM', 'suitecrm-7', (db: TestMysql) => fillSuite(db, { hasManagers: true, hasInvoices: true })],
  ['EspoCRM', 'espocrm', fillEspo],
] as const)(
  'what the documentation asks to grant for %s is enough to read everything',
  async (heading, preset, fill) => {
    const db = await createMysqlDatabase();
    await fill(db);
    await db.sql(`create user '${READER}'@'%' identified by 'p'`);
    try {
      for (const table of grantsOf(heading))
        await db.sql(`grant select on ${db.name}.\`${table}\` to '${READER}'@'%'`);
      const run = await runPreset(`sources:\n  crm: { kind: mysql, url: "\${URL}", preset: ${preset} }\n`, {
        URL: db.urlOf(READER, 'p'),
      });
      expect(run.absent).toEqual([]);
      await run.sync.end();
    } finally {
      await db.sql(`drop user '${READER}'@'%'`);
      await db.drop();
    }
  },
);
