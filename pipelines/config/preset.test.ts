import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PRESETS } from '../presets/catalogue.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Config } from './config.ts';
import { loadConfig } from './load.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'treeline-preset-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function load(text: string): Config {
  const file = path.join(dir, 'treeline.yaml');
  writeFileSync(file, text);
  return loadConfig(file, { URL: 'postgres://db/crm', MYSQL_URL: 'mysql://db/crm' });
}

function problemsOf(text: string): string[] {
  try {
    load(text);
  } catch (error) {
    if (!(error instanceof TreelineError)) throw error;
    return error.message.split('\n').map((line) => line.replace(`${dir}/treeline.yaml:`, ''));
  }
  return [];
}

const odoo = (more = ''): string =>
  `currency: EUR\nsources:\n  crm:\n    kind: postgres\n    url: \${URL}\n    preset: odoo-17\n${more}`;

test.each(PRESETS.map((one) => [one.name, one] as const))('%s is a mapping that loads', (name, preset) => {
  const settings: Record<string, string> = {
    postgres: 'url: ${URL}',
    mysql: 'url: ${MYSQL_URL}',
    files: 'path: .',
  };
  for (const kind of Object.keys(preset.files)) {
    const config = load(
      `sources:\n  crm:\n    kind: ${kind}\n    ${settings[kind] ?? ''}\n    preset: ${name}\n`,
    );
    const source = config.sources['crm'];
    expect(Object.keys(source?.entities ?? {}).length).toBeGreaterThan(1);
    expect(source?.lineOf(source.entities['employee']?.[0]?.at ?? [])).toBeGreaterThan(1);
    // feeds of one entity are read in one way: all by a watermark, or all whole
    for (const [entity, feeds] of Object.entries(source?.entities ?? {})) {
      expect(new Set(feeds.map((one) => one.watermark === null)).size, entity).toBe(1);
    }
  }
});

test('a preset brings its zone and the reporting currency; what the source says itself comes first', () => {
  const source = load(odoo()).sources['crm'];
  expect(source?.timezone).toBe('UTC');
  expect(source?.entities['fx_rate']?.[0]?.query).toContain("reporting.name = 'EUR'");
  const own = load(
    odoo(`    timezone: Asia/Tokyo
    entities:
      lead: none
      activity:
      customer: { from: partner, key: id, columns: { name: name } }
`),
  ).sources['crm'];
  expect(own?.timezone).toBe('Asia/Tokyo');
  expect(own?.entities).not.toHaveProperty('lead');
  expect(own?.entities).not.toHaveProperty('activity');
  expect(own?.entities['customer']).toMatchObject([
    { from: 'partner', file: path.join(dir, 'treeline.yaml') },
  ]);
  expect(own?.entities['opportunity']?.[0]?.file).toMatch(/presets.odoo\.yaml$/);
});

test('a preset that does not exist, does not fit the source or has nothing to drop is said', () => {
  const names = PRESETS.map((one) => one.name).join(', ');
  expect(problemsOf(odoo().replace('odoo-17', 'odo-17'))).toEqual([
    `6: unknown preset "odo-17". Did you mean "odoo-17"? There are ${names}.`,
  ]);
  expect(problemsOf('sources:\n  crm:\n    kind: files\n    preset: odoo-17\n')).toEqual([
    '4: preset "odoo-17" reads a source of kind postgres, and this one is files.',
  ]);
  expect(problemsOf(odoo('    entities: { ticket: none }\n'))).toEqual([
    '7: "none" takes an entity out of a preset, and no preset maps ticket here.',
  ]);
  expect(problemsOf('sources:\n  crm: { kind: postgres, url: "${URL}" }\n')).toEqual([
    '2: source "crm" needs "entities", or a "preset".',
  ]);
  expect(problemsOf(odoo('    ids_of: crmm\n'))).toEqual([
    '7: there is no source "crmm". Did you mean "crm"?',
  ]);
});
