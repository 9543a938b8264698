import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../../pipelines/config/load.ts';
import { ENTITIES } from '../../pipelines/canonical/entities.ts';

const COMMON = new Set(['updated_at', 'deleted', 'recorded_at']);

/** `**name**` and `name` per entity, with the values of closed lists. */
function documented(text: string): Map<string, string[]> {
  const sections = text.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const name = section.slice(0, section.indexOf('\n'));
      const rows = [...section.matchAll(/^\| (\*\*)?`(\w+)`(?:\*\*)?\s+\| ([^|]*)/gm)];
      const columns = rows.map(([, bold, column, type]) => {
        const values = [...type!.matchAll(/`(\w+)`/g)].map(([, value]) => value);
        return `${column!}${bold === undefined ? '?' : ''} ${values.join('|')}`;
      });
      return [name, columns];
    }),
  );
}

it('docs/entities.md names every entity and column, the needed ones as such, and every allowed value', async () => {
  const found = documented(await readFile('docs/entities.md', 'utf8'));
  const wanted = [...ENTITIES.values()].map(({ name, columns }) => [
    name,
    Object.entries(columns)
      .filter(([column]) => !COMMON.has(column))
      .map(([column, { required, values }]) => `${column}${required ? '' : '?'} ${values?.join('|') ?? ''}`),
  ]);
  expect([...found]).toEqual(wanted);
});

it('the example of docs/configuration.md is a configuration', async () => {
  const text = await readFile('docs/configuration.md', 'utf8');
  const example = /^```yaml\n([\s\S]*?)^```/m.exec(text)?.[1];
  const dir = await mkdtemp(path.join(tmpdir(), 'treeline-doc-'));
  try {
    await writeFile(path.join(dir, 'treeline.yaml'), example!);
    const config = loadConfig(path.join(dir, 'treeline.yaml'), { CRM_DATABASE_URL: 'postgres://crm' });
    expect(Object.keys(config.sources['crm']!.entities)).toEqual([
      'org_unit',
      'employee',
      'customer',
      'pipeline_stage',
      'opportunity',
    ]);
  } finally {
    await rm(dir, { recursive: true });
  }
});
