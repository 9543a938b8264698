import { expect, test } from 'vitest';
import { initials, tintOf } from './initials.ts';

test('a Chinese name is its family name, a Latin one its two initials', () => {
  expect(initials('王芳')).toBe('王');
  expect(initials('Anna van Dyke')).toBe('AD');
  expect(initials('émile')).toBe('É');
  expect(initials('  ')).toBe('');
});

test('a character outside the basic plane is not cut in half', () => {
  expect(initials('𠮷野')).toBe('𠮷');
});

test('the tint of a person never changes', () => {
  expect(tintOf('crm:1')).toBe(tintOf('crm:1'));
  expect(new Set(Array.from({ length: 40 }, (_, index) => tintOf(`crm:${index}`))).size).toBe(4);
});
