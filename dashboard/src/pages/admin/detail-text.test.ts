import { expect, test } from 'vitest';
import { detailText } from './detail-text.ts';

test('an entry is told in one line, and a long one is cut where one sees it', () => {
  expect(detailText({})).toBe('');
  expect(detailText({ way: 'password', rows: 5, scopes: ['figures'] })).toBe(
    'way: password · rows: 5 · scopes: ["figures"]',
  );
  expect(detailText({ query: 'x'.repeat(500) })).toMatch(/^query: x{152}…$/);
});
