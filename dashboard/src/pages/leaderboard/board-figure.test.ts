import { expect, test } from 'vitest';
import { createFormats } from '../../lib/format.ts';
import { figureParts, figureText } from './board-figure.ts';

const zh = createFormats('zh', 'CNY');

test('each format comes apart into sign, figure and unit', () => {
  expect(figureParts(zh, 'money', 2_148_000)).toEqual({ sign: '', number: '214.8', unit: '万' });
  expect(figureParts(zh, 'count', 12)).toEqual({ sign: '', number: '12', unit: '' });
  expect(figureParts(zh, 'rate', 0.316)).toEqual({ sign: '', number: '31.6', unit: '%' });
  expect(figureParts(zh, 'ratio', 2.4)).toEqual({ sign: '', number: '2.40', unit: '×' });
  expect(figureParts(zh, 'days', -2.5)).toEqual({ sign: '\u2212', number: '2.5', unit: '' });
});

test('what is not known stays unknown', () => {
  expect(figureParts(zh, 'money', null)).toBeNull();
  expect(figureText(zh, 'count', null)).toBe('—');
});

test('in a sentence money has its sign', () => {
  expect(figureText(zh, 'money', 32_000)).toBe('¥3.20万');
  expect(figureText(zh, 'rate', 0.5)).toBe('50.0%');
});
