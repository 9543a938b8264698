import { expect, test } from 'vitest';
import { ago } from './ago.ts';
import { clockText } from './clock.ts';

const now = new Date('2026-11-21T06:03:22Z');
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);

test('the latest minute has no words of its own here', () => {
  expect(ago(before(59), now, 'zh')).toBeNull();
  expect(ago(before(-30), now, 'zh')).toBeNull();
});

test('minutes, hours and days, in the language of the wall', () => {
  expect(ago(before(4 * 60 + 59), now, 'zh')).toBe('4分钟前');
  expect(ago(before(3 * 3600), now, 'en')).toBe('3 hr. ago');
  expect(ago(before(50 * 3600), now, 'zh')).toBe('2天前');
});

test('the clock is the calendar’s, whatever zone the screen is in', () => {
  expect(clockText(now, 'Asia/Shanghai')).toBe('14:03');
  expect(clockText(now, 'America/New_York')).toBe('01:03');
});
