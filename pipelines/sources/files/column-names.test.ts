import { expect, test } from 'vitest';
import { nameColumns } from './column-names.ts';

test('headings are trimmed, empty ones named by their place, doubled ones numbered', () => {
  const { names, doubled } = nameColumns([' id ', '', 'Phone', 'phone', 'Phone (1)', '电话']);
  expect(names).toEqual(['id', 'column 2', 'Phone (2)', 'phone (3)', 'Phone (1)', '电话']);
  expect([...doubled]).toEqual([['phone', ['Phone (2)', 'phone (3)']]]);
});
