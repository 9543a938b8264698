import { expect, test } from 'vitest';
import { parseDecimal } from './decimal.ts';

test('reads the decimals the warehouse sends as text', () => {
  expect(parseDecimal('1234567.89')).toBe(1234567.89);
  expect(parseDecimal('-0.5')).toBe(-0.5);
  expect(parseDecimal('1e-7')).toBe(1e-7);
  expect(parseDecimal(12)).toBe(12);
});

test('keeps null as null', () => {
  expect(parseDecimal(null)).toBeNull();
});

test.each(['', ' ', '1,2', 'NaN', 'Infinity', '0x10', true])('refuses %j instead of guessing', (value) => {
  expect(() => parseDecimal(value)).toThrow(TypeError);
});
