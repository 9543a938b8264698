import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBytes, decodePieces, encodeText, showBytes } from './decode-text.ts';

test('a byte that is no text becomes a mark that no text holds, and its neighbours stay', () => {
  expect(decodeBytes(Buffer.from([0x61, 0xff, 0x0a, 0xc4, 0xe3]), 'gb18030')).toBe('a\udcff\n你');
  expect(decodeBytes(Buffer.from([0x81, 0x0a, 0x62]), 'gb18030')).toBe('\udc81\nb');
  expect(decodeBytes(Buffer.from([0xe4, 0xba, 0x2c, 0xe4, 0xbd, 0xa0]), 'utf-8')).toBe('\udce4\udcba,你');
  expect(decodeBytes(Buffer.from([0x00, 0xd8, 0x2c, 0x00]), 'utf-16le')).toBe('\udc00\udcd8,');
  // a replacement character that somebody wrote, beside one that is our doing
  expect(decodeBytes(Buffer.from([0xef, 0xbf, 0xbd, 0xff]), 'utf-8')).toBe('\ufffd\udcff');
});

test('a broken character over which the decoder itself stumbles costs its own bytes', () => {
  // a letter that was cut, before a digit: looks like the beginning of four bytes
  expect(decodeBytes(Buffer.from([0xda, 0x32, 0x57, 0x2c, 0xc4, 0xe3]), 'gb18030')).toBe('\udcda2W,你');
  expect(decodeBytes(Buffer.from([0x8f, 0xf4, 0x7d]), 'euc-jp')).toMatch(/\udc8f/u);
  const random = fc.uint8Array({ minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(
      random,
      fc.constantFrom('gb18030' as const, 'euc-jp' as const, 'big5' as const),
      (bytes, encoding) => {
        expect(typeof decodeBytes(bytes, encoding)).toBe('string');
      },
    ),
    { seed: 7, numRuns: 20_000 },
  );
});

test('windows-1252 has a euro and quotation marks', () => {
  expect(decodeBytes(Buffer.from([0x80, 0x93, 0xfc, 0x94]), 'windows-1252')).toBe('€“ü”');
});

test('marked bytes make no UTF-8, and can be shown', () => {
  const bytes = encodeText('a\udcff😀');
  expect(bytes).toEqual(Buffer.concat([Buffer.from('a'), Buffer.from([0xff]), Buffer.from('xff😀')]));
  expect(showBytes(bytes, true)).toBe(String.raw`a\xff😀`);
  expect(showBytes(Buffer.from([0x61, 0xfe]), false)).toBe(String.raw`a\xfe`);
});

test('wherever a file is cut into pieces, the text is the same', async () => {
  const texts = fc.array(
    fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\ud800-\udfff\ufeff]/gu, '')),
  );
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.integer({ min: 1, max: 7 })), async (lines, sizes) => {
      const text = lines.join('\n');
      const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
      const pieces: Buffer[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % Math.max(1, sizes.length)] ?? 3;
        pieces.push(bytes.subarray(at, at + size));
        at += size;
      }
      let read = '';
      for await (const piece of decodePieces(Readable.from(pieces), 'utf-16le')) read += piece;
      expect(read).toBe(text);
    }),
    { seed: 3, numRuns: 200 },
  );
});
