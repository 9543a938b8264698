import { expect, test } from 'vitest';
import { CsvChunk } from './csv-chunk.ts';

/** A row as MySQL's protocol has it. */
function wire(values: readonly (string | Buffer | null)[]): Buffer {
  return Buffer.concat(
    values.map((value) => {
      if (value === null) return Buffer.from([0xfb]);
      const bytes = Buffer.from(value);
      const size = Buffer.alloc(8);
      size.writeUInt32LE(bytes.length);
      const { length } = bytes;
      if (length < 0xfb) return Buffer.concat([size.subarray(0, 1), bytes]);
      if (length < 2 ** 16) return Buffer.concat([Buffer.from([0xfc]), size.subarray(0, 2), bytes]);
      if (length < 2 ** 24) return Buffer.concat([Buffer.from([0xfd]), size.subarray(0, 3), bytes]);
      return Buffer.concat([Buffer.from([0xfe]), size, bytes]);
    }),
  );
}

function append(
  chunk: CsvChunk,
  values: readonly (string | Buffer | null)[],
  isText: readonly boolean[],
): number {
  // rows stand in the middle of what came from the network
  const row = Buffer.concat([Buffer.from('""""'), wire(values), Buffer.from('""""')]);
  return chunk.append(row, 4, row.length - 4, isText);
}

test('a row is written with its nulls, empty texts and quotes', () => {
  const chunk = new CsvChunk(8);
  append(chunk, ['1', 'a "b"\n😀', null, ''], [false, true, true, true]);
  append(chunk, ['12', null, '', null], [false, false, false, false]);
  expect(chunk.bytes.toString()).toBe('1,"a ""b""\n😀",,""\n12,,,\n');
  const before = chunk.size;
  chunk.undo(append(chunk, ['9'], [false]));
  expect(chunk.size).toBe(before);
  chunk.clear();
  expect(chunk.size).toBe(0);
});

test.each([0, 1, 200, 250, 251, 252, 65535, 65536, 2 ** 24 - 1, 2 ** 24])('a text of %d bytes', (length) => {
  const chunk = new CsvChunk(8);
  const plain = 'x'.repeat(length);
  append(chunk, ['1', plain, `${plain}"`, '2'], [false, true, true, false]);
  expect(chunk.bytes.equals(Buffer.from(`1,"${plain}","${plain}""",2\n`))).toBe(true);
});

test('a row of another statement is refused', () => {
  expect(() => append(new CsvChunk(8), ['1', '2'], [false])).toThrow('more or fewer');
  expect(() => append(new CsvChunk(8), ['1'], [false, false])).toThrow('more or fewer');
});

test('rows that are not UTF-8 are taken out, the others stay', () => {
  const chunk = new CsvChunk(100);
  append(chunk, ['1', 'good\n"one"'], [false, true]);
  append(chunk, ['2', Buffer.from([0x61, 0xff, 0x0a, 0x22])], [false, true]);
  append(chunk, ['3', '客户'], [false, true]);
  expect(chunk.takeInvalid()).toEqual(['2,"a\\xff\n"""']);
  expect(chunk.bytes.toString()).toBe('1,"good\n""one"""\n3,"客户"\n');
  expect(chunk.takeInvalid()).toEqual([]);
});
