import { expect, test } from 'vitest';
import { toFileFormat } from '../../config/file-format.ts';
import { findDialect, splitRows } from './dialect.ts';

const COMMAS = { delimiter: ',', quote: '"', escape: '"' };

test.each([
  [
    'id,name\n1,a',
    [
      ['id', 'name'],
      ['1', 'a'],
    ],
  ],
  [
    '"say ""hi""","a\r\nb"\r\n,',
    [
      ['say "hi"', 'a\r\nb'],
      ['', ''],
    ],
  ],
  [
    'a"b,c" d\r"",x\r',
    [
      ['a"b', 'c" d'],
      ['', 'x'],
    ],
  ],
  ['"open,\nx', [['open,\nx']]],
  ['\n\na', [[''], [''], ['a']]],
  ['', []],
])('%j has the rows %j', (text, rows) => {
  expect(splitRows(text, COMMAS)).toEqual(rows);
});

test('a delimiter and an escape may be others', () => {
  expect(splitRows("id+|'a\\'+|b'\n", { delimiter: '+|', quote: "'", escape: '\\' })).toEqual([
    ['id', "a'+|b"],
  ]);
});

function found(text: string, said = {}): string {
  const { delimiter, quote, escape, skip, newLine, first } = findDialect(text, true, toFileFormat(said));
  return JSON.stringify([delimiter, quote, escape, skip, newLine, first.length]);
}

test.each([
  [
    'the header decides, also when most rows are broken',
    'id,name,x\n1,a,2\n2;b\n3\n',
    [',', '"', '"', 0, '\n', 3],
  ],
  ['a decimal comma is no delimiter', 'id;amount\r\n1;1,50\r\n2;2,75\r\n', [';', '"', '"', 0, '\r\n', 2]],
  ['one column', 'name\nAnn, Lee\nBob\n', [',', '"', '"', 0, '\n', 1]],
  ['a comma in a quoted name', '"a;b;c",d\n1,2\n', [',', '"', '"', 0, '\n', 2]],
  ['an apostrophe is no quote', "id,name\n1,'t Hof\n2,Rock 'n' Roll\n", [',', '"', '"', 0, '\n', 2]],
  ['single quotes', "'id'|'name'\n'1'|'a|b'\n", ['|', "'", "'", 0, '\n', 2]],
  [
    'a path that ends in a backslash escapes nothing',
    'id,path\n1,"C:\\"\n2,"D:\\"\n',
    [',', '"', '"', 0, '\n', 2],
  ],
  ['backslashes escape', 'id,name\n1,"say \\"hi\\", he"\n', [',', '"', '\\', 0, '\n', 2]],
  ['line ends inside quotes say nothing', 'id,"a\r\nb"\n1,2\n', [',', '"', '"', 0, '\n', 2]],
  ['empty lines before the header', '\r\n\r\nid;x\r\n', [';', '"', '"', 2, '\r\n', 2]],
  ['what Excel says', 'sep=|\r\nid|x;y;z\r\n', ['|', '"', '"', 1, '\r\n', 2]],
  ['nothing', '\n\n', [',', '"', '"', 0, '\n', 0]],
])('%s', (_, text, expected) => {
  expect(found(text)).toBe(JSON.stringify(expected));
});

test('what is told is not looked for', () => {
  expect(found('a;b,c\n1;2,3\n', { delimiter: ',' })).toBe(JSON.stringify([',', '"', '"', 0, '\n', 2]));
  expect(found("t\n'a','b'\n", { quote: '', skip: 1 })).toBe(JSON.stringify([',', '', '', 1, '\n', 2]));
  expect(found('x\n1;2,3\n4;5,6\n', { header: false, columns: ['a', 'b'], skip: 1 })).toContain('";"');
});

test('a title above the table is noticed', () => {
  const text = 'Report\nas of today\nid,name,x\n1,a,2\n2,b,3\n';
  expect(findDialect(text, true, toFileFormat({}))).toMatchObject({ preamble: 2, first: ['Report'] });
});
