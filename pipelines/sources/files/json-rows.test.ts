import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readJsonRecords } from './json-rows.ts';

async function read(text: string, size = text.length || 1): Promise<unknown[]> {
  const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  const records: unknown[] = [];
  for await (const one of readJsonRecords(Readable.from(pieces))) {
    records.push('fields' in one ? Object.fromEntries(one.fields) : one.malformed);
  }
  return records;
}

test('inner objects by their path, lists as they are, every digit kept', async () => {
  const line =
    '{"a":{"b":{"c":1}},"l":[1,{"x":12345678901234567890}],"n":-0.12345678901234567890,"s":"1234567890123456789 \\"5\\"","t":true,"z":null}';
  expect(await read(line)).toEqual([
    {
      'a.b.c': '1',
      l: '[1,{"x":12345678901234567890}]',
      n: '-0.12345678901234567890',
      s: '1234567890123456789 "5"',
      t: 'true',
      z: null,
    },
  ]);
});

test.each([1, 2, 5, 1000])('an array read %i characters at a time', async (size) => {
  const text = ' [ {"a":"x]}\\"[,"} ,{"a":[1,[2]]},\n 7, {"a":{}} ]\n';
  expect(await read(text, size)).toEqual([{ a: 'x]}"[,' }, { a: '[1,[2]]' }, '7', {}]);
});

test('lines with any line end; a line that is no object is told', async () => {
  expect(await read('{"a":1}\r\n\r\n{"a":\n{"a":2}', 3)).toEqual([{ a: '1' }, '{"a":', { a: '2' }]);
  expect(await read(' \n\n')).toEqual([]);
});

test('an array without its end is a fault', async () => {
  await expect(read('[{"a":1},{"a"')).rejects.toThrow('the file is cut off');
});
