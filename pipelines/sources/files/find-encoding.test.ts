import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { findEncoding } from './find-encoding.ts';

function found(...pieces: (Buffer | string)[]): Promise<string> {
  return findEncoding(Readable.from(pieces.map((one) => Buffer.from(one))));
}

test.each([
  ['nothing', Buffer.alloc(0), 'utf-8'],
  ['ASCII', Buffer.from('id,name\n1,a\n'), 'utf-8'],
  ['a NUL that somebody wrote', Buffer.from('id,name\n1,a\0b\n2,plain\n3,plain\n'), 'utf-8'],
  [
    'one broken line in UTF-8',
    Buffer.concat([Buffer.from('1,你\n2,好\n3,'), Buffer.from([0xff, 0xfe, 0x0a])]),
    'utf-8',
  ],
  ['the mark of UTF-16', Buffer.from('\ufeffid', 'utf16le'), 'utf-16le'],
  ['the mark of GB18030', Buffer.from([0x84, 0x31, 0x95, 0x33, 0x61]), 'gb18030'],
  ['a Chinese heading, 客户', Buffer.from([0xbf, 0xcd, 0xbb, 0xa7, 0x0a]), 'gb18030'],
  ['a Chinese name, 王伟', Buffer.from([0x31, 0x2c, 0xcd, 0xf5, 0xce, 0xb0, 0x0a]), 'gb18030'],
  [
    'a Korean name is not taken for Chinese',
    Buffer.from([0xb1, 0xe8, 0xc3, 0xb6, 0xbc, 0xf6, 0x0a]),
    'utf-8',
  ],
  ['Größe in windows-1252', Buffer.from('1,Gr\xf6\xdfe\n', 'latin1'), 'utf-8'],
  [
    'French in windows-1252',
    Buffer.from('Soci\xe9t\xe9 G\xe9n\xe9rale \xe0 Orl\xe9ans\n'.repeat(50), 'latin1'),
    'utf-8',
  ],
])('%s', async (_, bytes, encoding) => {
  expect(await found(bytes)).toBe(encoding);
});

test('the first letter beyond ASCII may come pieces later', async () => {
  const plain = 'id,name\n'.repeat(1000);
  expect(await found(plain, plain, Buffer.from([0xbf, 0xcd, 0xbb, 0xa7, 0x0a]))).toBe('gb18030');
});
