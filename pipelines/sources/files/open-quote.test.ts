import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { findOpenQuote } from './open-quote.ts';

const COMMAS = { delimiter: ',', quote: '"', escape: '"' };

/** However a file is cut into pieces, the answer is the same. */
async function lineOf(text: string, dialect = COMMAS): Promise<number | null> {
  const bytes = Buffer.from(text);
  const answers = new Set<number | null>();
  for (const size of [1, 2, 3, 7, 1000]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_one, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    // a byte order mark comes whole
    const whole = size < 4 && text.startsWith('\ufeff') ? [bytes] : pieces;
    answers.add(await findOpenQuote(() => Readable.from(whole), dialect));
  }
  expect(answers.size).toBe(1);
  return [...answers][0] ?? null;
}

test('a quote that is never closed is found with its line', async () => {
  expect(await lineOf('id,name\n1,"a\n2,b\n')).toBe(2);
  expect(await lineOf('"id,name\n1,a\n')).toBe(1);
  expect(await lineOf('\ufeff"id,name\n')).toBe(1);
  expect(await lineOf('id,name\r\n1,"a ""b""\r\n2,c\r\n')).toBe(2);
  expect(await lineOf('id,name\n1,""\n2,"""\n')).toBe(3);
});

test('quotes in pairs, inside a value, or of another kind open nothing', async () => {
  expect(await lineOf('id,name\n1,"a, ""b"""\n2,""\n3,"c\nd"')).toBeNull();
  expect(await lineOf('id,size\n1,5" pipe\n2,a"b\n')).toBeNull();
  expect(await lineOf('id,name\n1,"a"b" c\n')).toBeNull();
  expect(await lineOf("id,name\n1,'a\n")).toBeNull();
  expect(await lineOf('id,name\n1,"a\n', { delimiter: ',', quote: '', escape: '' })).toBeNull();
});

test('an escaped quote closes nothing', async () => {
  const backslashes = { delimiter: ';', quote: '"', escape: '\\' };
  expect(await lineOf('1;"a \\" b"\n', backslashes)).toBeNull();
  expect(await lineOf('1;"a \\"\n', backslashes)).toBe(1);
});
