import { expect, test } from 'vitest';
import { tableLines } from './table.ts';

test('figures stand to the right, Chinese takes two places, and no rule is as long as a message', () => {
  const lines = tableLines(
    ['部门', 'count', 'note'],
    [
      ['华东', '12', 'x'.repeat(300)],
      ['S', '3', ''],
    ],
  );
  expect(lines).toEqual([
    '部门  count  note',
    `────  ─────  ${'─'.repeat(60)}`,
    `华东     12  ${'x'.repeat(300)}`,
    'S         3',
  ]);
});
