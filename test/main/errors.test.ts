import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOMS = ['pipelines', 'warehouse', 'models', 'semantic', 'server'];

async function codesInSource(): Promise<Set<string>> {
  const codes = new Set<string>();
  for (const room of ROOMS) {
    const files = await readdir(room, { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
      const text = await readFile(path.join(room, file), 'utf8');
      for (const [, code] of text.matchAll(/(?:new TreelineError|problemsError|\bfail)\(\s*'([a-z_]+)'/g))
        codes.add(code!);
      // the bodies that are answered without an error object
      for (const [, code] of text.matchAll(/error: \{ code: '([a-z_]+)'/g)) codes.add(code!);
    }
  }
  codes.delete('internal');
  return codes;
}

describe('docs/errors.md', () => {
  it('has one heading for each error code, and none for a code that is gone', async () => {
    const text = await readFile('docs/errors.md', 'utf8');
    const headings = [...text.matchAll(/^### ([a-z_]+)$/gm)].map(([, code]) => code!);
    expect(headings.toSorted()).toEqual([...(await codesInSource())].toSorted());
    expect(new Set(headings).size).toBe(headings.length);
  });
});
