import { expect, test } from 'vitest';
import { didYouMean, nearest } from './nearest.ts';

test.each([
  ['oportunity', 'opportunity'],
  ['ownr_id', 'owner_id'],
  ['manager', 'manager_id'],
  ['nmae', 'name'],
  ['Amount', 'amount'],
])('%s is near %s', (wrong, right) => {
  expect(nearest(wrong, ['opportunity', 'owner_id', 'manager_id', 'name', 'amount'])).toBe(right);
});

test('nothing near is nothing said', () => {
  expect(didYouMean('zzzzzz', ['opportunity', 'name'])).toBe('');
});
