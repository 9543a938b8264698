import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMysqlDatabase, type TestMysql } from '../mysql-fixture.ts';
import { createDatabase, type TestDatabase } from '../sync-fixture.ts';
import { fillEspo, fillEspoPostgres } from './espocrm/fill.ts';
import { fillFrappe } from './frappe/fill.ts';
import { fillOdoo } from './odoo/fill.ts';
import { runPreset } from './star-facts.ts';
import { fillSuite } from './suitecrm/fill.ts';
import { fillTwenty, WORKSPACE } from './twenty/fill.ts';

/** The tables that docs/presets.md asks to grant for a CRM. */
function grantsOf(heading: string): string[] {
  const text = readFileSync('docs/presets.md', 'utf8');
  const section = text.slice(text.indexOf(`## ${heading}`));
  const line = /\*\*Grant\*\*: `select` on (.*)/.exec(section)?.[1] ?? '';
  const lists = [...line.matchAll(/``(.*?)``|`([^`]*)`/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  // Frappe's names have spaces in them, and stand each by itself
  return lists.flatMap((one) =>
    one.startsWith('tab') ? [one] : one.replaceAll('`', '').trim().split(/\s+/),
  );
}

const READER = `preset_reader_${process.pid}`;

test.each([
  ['Odoo', 'odoo-17', 'public', (db: TestDatabase) => fillOdoo(db, { version: '17', hr: true, sale: true })],
  ['EspoCRM', 'espocrm', 'public', fillEspoPostgres],
  ['Twenty', 'twenty', WORKSPACE, (db: TestDatabase) => fillTwenty(db, { hasOwner: true, hasTargets: true })],
] as const)(
  'what the documentation asks to grant for %s on PostgreSQL is enough to read everything',
  async (heading, preset, schema, fill) => {
    const db = await createDatabase();
    await fill(db);
    await db.sql(`create role ${READER} login password 'p'`);
    try {
      const tables = grantsOf(heading).map((table) => `${schema}."${table.replaceAll('"', '')}"`);
      await db.sql(
        `grant usage on schema ${schema} to ${READER}; grant select on ${tables.join(', ')} to ${READER}`,
      );
      const url = db.url.replace('postgres@', `${READER}:p@`);
      const run = await runPreset(
        `sources:\n  crm: { kind: postgres, url: "\${URL}", preset: ${preset} }\n`,
        { URL: url },
      );
      expect(run.absent).toEqual([]);
      await run.sync.end();
    } finally {
      await db.sql(`drop owned by ${READER}; drop role ${READER}`);
      await db.drop();
    }
  },
);

test.each([
  ['SuiteCRM', 'suitecrm-7', (db: TestMysql) => fillSuite(db, { hasManagers: true, hasInvoices: true })],
  ['EspoCRM', 'espocrm', fillEspo],
  ['Frappe CRM', 'frappe-crm', (db: TestMysql) => fillFrappe(db, 'sales hierarchy')],
] as const)(
  'what the documentation asks to grant for %s on MariaDB is enough to read everything',
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
