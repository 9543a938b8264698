import { expect, test } from 'vitest';
import { dwellSeconds, loudness, turn } from './rotation.ts';

test('a page stays 20 seconds unless the link says otherwise, within reason', () => {
  expect(dwellSeconds(null)).toBe(20);
  expect(dwellSeconds('30')).toBe(30);
  expect(dwellSeconds('1')).toBe(5);
  expect(dwellSeconds('99999')).toBe(600);
  expect(dwellSeconds('soon')).toBe(20);
});

test('pages turn around both ends', () => {
  expect(turn(3, 1, 4)).toBe(0);
  expect(turn(0, -1, 4)).toBe(3);
  expect(turn(0, 1, 1)).toBe(0);
  expect(turn(5, 1, 3)).toBe(0);
  expect(turn(0, 1, 0)).toBe(0);
});

test('the gong is silent unless asked for, and never louder than full', () => {
  expect([null, '', 'loud', '-1'].map(loudness)).toEqual([0, 0, 0, 0]);
  expect(loudness('0.6')).toBe(0.6);
  expect(loudness('7')).toBe(1);
});
