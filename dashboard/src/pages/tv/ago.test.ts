import { expect, test } from 'vitest';
import { createFormats } from '../../lib/format.ts';
import { ago } from './ago.ts';
import { clockText } from './clock.ts';

const now = new Date('2026-11-21T06:03:22Z');
const clock = { now, zone: 'America/New_York', standsStill: false };
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
const [zh, en] = [createFormats('zh', 'CNY'), createFormats('en', 'USD')];

test('the latest minute has no words of its own here', () => {
  expect(ago(before(59), clock, zh)).toBeNull();
  expect(ago(before(-30), clock, zh)).toBeNull();
});

test('minutes, hours and days, in the language of the wall', () => {
  expect(ago(before(4 * 60 + 59), clock, zh)).toBe('4分钟前');
  expect(ago(before(3 * 3600), clock, en)).toBe('3 hr. ago');
  expect(ago(before(50 * 3600), clock, zh)).toBe('2天前');
});

test('after a week the date says more, with its year once that is another', () => {
  expect(ago(before(8 * 86_400), clock, en)).toBe('Nov 13');
  expect(ago('2017-12-31T05:00:00.000Z', clock, en)).toBe('Dec 31, 2017');
  expect(ago('2017-12-31T04:00:00.000Z', clock, zh)).toBe('2017年12月30日');
});

test('data that stand still have dates, not ages', () => {
  expect(ago(before(3 * 3600), { ...clock, standsStill: true }, en)).toBe('Nov 20');
});

test('the clock is the calendar’s, whatever zone the screen is in', () => {
  expect(clockText(now, 'Asia/Shanghai')).toBe('14:03');
  expect(clockText(now, 'America/New_York')).toBe('01:03');
});
