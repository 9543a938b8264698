import { expect, test } from 'vitest';
import { columnOf, dateText, isDateFormat, numberText } from './sheet-cell.ts';

test.each([
  [14, null, true],
  [31, null, true],
  [4, null, false],
  [46, null, false],
  [164, 'yyyy"年"m"月"d"日"', true],
  [164, '[$-804]yyyy/m/d h:mm;@', true],
  [164, 'General', false],
  [164, '0.00E+00', false],
  [164, '#,##0 "days"', false],
  [164, '[Red]#,##0', false],
  [164, '[h]:mm', false],
  [164, 'h:mm AM/PM', true],
])('format %i %s shows a date: %s', (id, code, expected) => {
  expect(isDateFormat(id, code)).toBe(expected);
});

test.each([
  [1, false, '1900-01-01'],
  [59, false, '1900-02-28'],
  [60, false, null],
  [61, false, '1900-03-01'],
  [45292, false, '2024-01-01'],
  [45351, false, '2024-02-29'],
  [45292.4375, false, '2024-01-01 10:30:00'],
  [45292.999988425925, false, '2024-01-01 23:59:59'],
  [45292.00000001157, false, '2024-01-01 00:00:00.001'],
  [0.75, false, '18:00:00'],
  [43830, true, '2024-01-01'],
  [2958465, false, '9999-12-31'],
  [2958466, false, null],
  [-1, false, null],
])('day %d (from 1904: %s) is %s', (serial, is1904, text) => {
  expect(dateText(serial, is1904)).toBe(text);
});

test.each([
  ['1', '1'],
  ['-0.5', '-0.5'],
  ['1.10', '1.10'],
  ['2.9999999999999999E-2', '0.03'],
  ['0.10000000000000001', '0.1'],
  ['12345678901', '12345678901'],
  ['1E+20', '100000000000000000000'],
  ['123456789012345680', '123456789012345680'],
  ['#', '#'],
])('the number %s is %s', (stored, text) => {
  expect(numberText(stored)).toBe(text);
});

test('columns beyond Z', () => {
  expect(['A1', 'Z3', 'AA10', 'XFD1'].map(columnOf)).toEqual([0, 25, 26, 16383]);
});
