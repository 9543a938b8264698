import { expect, test } from 'vitest';
import { ownPath } from './session.tsx';

test('signing in leads back to a place of this site alone', () => {
  expect(ownPath('/board?unit=crm:2')).toBe('/board?unit=crm:2');
  for (const to of [
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'javascript:alert(1)',
  ])
    expect(ownPath(to)).toBe('/');
  expect(ownPath('/sign-in?to=/x')).toBe('/');
});
