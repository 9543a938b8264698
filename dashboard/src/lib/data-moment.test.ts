import { expect, test } from 'vitest';
import { isPinned } from './data-moment.ts';

test('a publish that speaks of another day than its own is pinned', () => {
  const publishedAt = '2026-11-22T02:18:18.316Z';
  expect(isPinned({ asOf: '2018-01-01T04:59:59.000Z', publishedAt })).toBe(true);
  expect(isPinned({ asOf: '2026-11-22T02:18:01.000Z', publishedAt })).toBe(false);
});
