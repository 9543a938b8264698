import { expect, test } from 'vitest';
import { splitHeader } from './csv-header.ts';

test.each([
  ['id,name\n1,a', ',', ['id', 'name']],
  ['id;"a;b";c\r\n', ';', ['id', 'a;b', 'c']],
  ['"say ""hi""",x', ',', ['say "hi"', 'x']],
  [' id , name \n', ',', ['id', 'name']],
  ['', ',', []],
])('%j has the columns %j', (text, delimiter, names) => {
  expect(splitHeader(text, delimiter)).toEqual(names);
});
