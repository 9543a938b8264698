import { expect, test } from 'vitest';
import { loadPinyinMatcher, matchByLetters } from './name-search.ts';

test('finds a Chinese name by pinyin, by initials and by a part of it', async () => {
  const matches = await loadPinyinMatcher();
  expect(matches('王芳', 'wangfang')).toBe(true);
  expect(matches('王芳', 'wf')).toBe(true);
  expect(matches('华东大区', 'hddq')).toBe(true);
  expect(matches('华东大区', '东大')).toBe(true);
  expect(matches('王芳', 'zhang')).toBe(false);
});

test('finds an English name in any case', async () => {
  const matches = await loadPinyinMatcher();
  expect(matches('Grace Hopper', 'hopp')).toBe(true);
  expect(matchByLetters('Grace Hopper', ' GRACE')).toBe(true);
});
