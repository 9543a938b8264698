import { expect, test } from 'vitest';
import { TextRows } from './text-rows.ts';

/** How many of these whole numbers stand in a column, and how many are handed out as texts. */
function taken(values: readonly string[]): readonly [number, number] {
  const rows = new TextRows([{ name: 'id', kind: 'whole', type: 'bigint', suffix: '', hasWritten: false }]);
  for (const value of values) {
    const row = Buffer.from(`${String.fromCharCode(value.length)}${value}`, 'latin1');
    expect(rows.append(row, 0, row.length)).toBe(true);
  }
  return [rows.rows, rows.texts.length];
}

test('whole numbers of 64 bits stand in the column, all others are handed out', () => {
  const fitting = ['0', '7', '-7', '999999999999999', '1426839292892942337', '9223372036854775807'];
  expect(taken(fitting)).toEqual([fitting.length, 0]);
  const others = ['007', '-0', '1e3', '9223372036854775808', '18446744073709551615', '12345678901234567890'];
  expect(taken(others)).toEqual([0, others.length]);
});
