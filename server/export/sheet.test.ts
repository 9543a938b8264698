import { expect, test } from 'vitest';
import { writeCsv } from './sheet.ts';

const text = { heading: 'Customer', type: 'string' } as const;
const number = { heading: 'Amount', type: 'number' } as const;

test('a heading, a mark for Excel, quotes where they are needed', () => {
  const rows = [
    ['Müller, "the" 上海', '12.50'],
    ['two\r\nlines', null],
  ];
  expect(writeCsv({ columns: [text, number], rows })).toBe(
    '\uFEFFCustomer,Amount\r\n"Müller, ""the"" 上海",12.50\r\n"two\r\nlines",\r\n',
  );
});

test.each(['=1+1', '+1', '-1', '@sum(a1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠1'])(
  'a text that begins like a formula is none: %j',
  (cell) => {
    const [, line = ''] = writeCsv({ columns: [text], rows: [[cell]] }).split(/\r\n(.*)/s);
    expect(line.replace(/^"/, '').startsWith(`'${cell}`)).toBe(true);
  },
);

test('nor is a heading, which a mapping may call anything', () => {
  const sheet = writeCsv({ columns: [{ heading: '=1+1', type: 'number' }], rows: [] });
  expect(sheet).toBe("\uFEFF'=1+1\r\n");
});

test('a negative number is one', () => {
  expect(writeCsv({ columns: [number], rows: [['-5.00'], [-5]] })).toBe('\uFEFFAmount\r\n-5.00\r\n-5\r\n');
});

test('yes and no are said', () => {
  expect(writeCsv({ columns: [text], rows: [[true], [false]] })).toBe('\uFEFFCustomer\r\ntrue\r\nfalse\r\n');
});

test('days and moments are written as spreadsheets read them', () => {
  const columns = [
    { heading: 'Day', type: 'date' },
    { heading: 'At', type: 'instant' },
  ] as const;
  const rows = [['2026-11-20T00:00:00.000', '2026-11-20T09:30:00.000']];
  expect(writeCsv({ columns, rows })).toBe('\uFEFFDay,At\r\n2026-11-20,2026-11-20 09:30:00\r\n');
});
