import { expect, test } from 'vitest';
import { readPreferences, type PreferenceSources } from './preferences.ts';

const sources = (search: string, stored: Record<string, string> = {}): PreferenceSources => ({
  search: new URLSearchParams(search),
  stored: (key) => stored[key] ?? null,
  browserLanguage: 'zh-CN',
  prefersDark: false,
});

test('follows the browser at first', () => {
  expect(readPreferences(sources(''))).toEqual({ language: 'zh', theme: 'light' });
});

test('a remembered choice wins over the browser, the address over both', () => {
  const stored = { 'treeline.lang': 'en', 'treeline.theme': 'dark' };
  expect(readPreferences(sources('', stored))).toEqual({ language: 'en', theme: 'dark' });
  expect(readPreferences(sources('lang=zh&theme=light', stored))).toEqual({ language: 'zh', theme: 'light' });
});

test('a value nobody offers is passed over', () => {
  expect(readPreferences(sources('lang=de&theme=pink'))).toEqual({ language: 'zh', theme: 'light' });
});
