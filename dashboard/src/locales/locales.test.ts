import { expect, test } from 'vitest';
import { en } from './en.ts';
import { zh } from './zh.ts';

function leaves(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) =>
    leaves(value, path === '' ? key : `${path}.${key}`),
  );
}

const placeholders = (text: string) => [...text.matchAll(/{{\s*(\w+)/g)].map((match) => match[1]).sort();

test('both languages hold the same keys, none of them empty', () => {
  const english = leaves(en);
  const chinese = leaves(zh);
  expect(chinese.map(([key]) => key).sort()).toEqual(english.map(([key]) => key).sort());
  expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('a text takes the same values in both languages', () => {
  const chinese = new Map(leaves(zh));
  // Plural forms exist in English only by count; the value is the same.
  for (const [key, text] of leaves(en)) {
    expect([key, placeholders(chinese.get(key) ?? '')]).toEqual([key, placeholders(text)]);
  }
});
