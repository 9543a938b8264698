import { expect, test } from 'vitest';
import { createFormats, shorten } from './format.ts';

const zh = createFormats('zh', 'CNY');
const en = createFormats('en', 'USD');

test('money is in 万 and 亿 in Chinese', () => {
  expect(zh.money(47_030_000)).toBe('¥4,703万');
  expect(zh.money(127_000_000)).toBe('¥1.27亿');
  expect(zh.money(86_200)).toBe('¥8.62万');
  expect(zh.money(9_900)).toBe('¥9,900');
  expect(zh.money(-86_200)).toBe('\u2212¥8.62万');
});

test('money is in K, M and B in English', () => {
  expect(en.money(47_030_000)).toBe('$47.0M');
  expect(en.money(950)).toBe('$950');
  expect(en.money(1_250)).toBe('$1.25K');
  expect(en.money(2_500_000_000)).toBe('$2.50B');
});

test('a value that rounds up to the next unit is shown in that unit', () => {
  expect(shorten('zh', 99_999_999)).toEqual({ sign: '', number: '1.00', unit: '亿' });
  expect(shorten('en', 999_999)).toEqual({ sign: '', number: '1.00', unit: 'M' });
});

test('null is an em dash and zero is zero', () => {
  expect(zh.money(null)).toBe('—');
  expect(zh.rate(null)).toBe('—');
  expect(zh.change(null)).toBe('—');
  expect(zh.money(0)).toBe('¥0');
  expect(zh.rate(0)).toBe('0.0%');
});

test('a difference of rates is in percentage points with a sign', () => {
  expect(zh.points(0.0184)).toBe('+1.8');
  expect(zh.points(-0.121)).toBe('\u221212.1');
  expect(zh.points(0.0001)).toBe('0.0');
});

test('a change never shows a signed zero', () => {
  expect(en.change(0.0002)).toBe('0.0%');
  expect(en.change(0.314)).toBe('+31%');
  expect(en.change(-0.05)).toBe('\u22125.0%');
  expect(en.signed(-2, 1)).toBe('\u22122.0');
  expect(en.signedMoney(-1250)).toBe('\u2212$1.25K');
});

test('a business date stays the same day in every time zone', () => {
  expect(en.date('2026-11-30')).toBe('Nov 30, 2026');
  expect(zh.date('2026-11-30', 'day')).toBe('11月30日');
});
