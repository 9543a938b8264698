import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOfRow, SHORT_ROW_BYTES, writeRowChunks, type RowChunk } from './row-chunks.ts';

/** A row as PostgreSQL's COPY writes it. */
function toCsv(values: readonly string[]): string {
  return `${values.map((one) => (/[",\r\n]/.test(one) || one === '' ? `"${one.replaceAll('"', '""')}"` : one)).join(',')}\n`;
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

function chunksOf(stream: AsyncIterable<Buffer>, dir: string, size: number): AsyncGenerator<RowChunk> {
  const sizes = { least: size, mostQuoted: size, most: size };
  return writeRowChunks(stream, { dir, prefix: 'x' }, sizes, () => true);
}

test('a newline inside quotes ends no row', () => {
  expect(endOfRow(Buffer.from('a,"b\nc"\nd'), false)).toBe(8);
  expect(endOfRow(Buffer.from('b\nc"\nd'), true)).toBe(5);
  expect(endOfRow(Buffer.from('a,b'), false)).toBe(-1);
});

test('chunks put together are the stream, and each ends with a whole row', async () => {
  const value = fc.string({ unit: fc.constantFrom('a', '"', '\n', ',', '\\', '界', '😀') });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(value, { minLength: 2, maxLength: 3 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 60 }),
      async (rows, piece, chunk) => {
        const dir = mkdtempSync(path.join(os.tmpdir(), 'treeline-chunks-'));
        try {
          const bytes = Buffer.from(rows.map(toCsv).join(''));
          const chunks: string[] = [];
          let counted = 0;
          for await (const { file, isSimple, rows: count } of chunksOf(inPieces(bytes, piece), dir, chunk)) {
            const text = readFileSync(file, 'utf8');
            expect(isSimple).toBe(!text.includes('"'));
            chunks.push(text);
            counted += count;
          }
          expect(chunks.join('')).toBe(bytes.toString());
          expect(counted).toBe(rows.length);
          for (const one of chunks)
            expect((one.match(/"/g) ?? []).length % 2 === 0 && one.endsWith('\n')).toBe(true);
        } finally {
          rmSync(dir, { recursive: true });
        }
      },
    ),
    { numRuns: 60, seed: 7 },
  );
});

test('a chunk with a long row is not simple, and the next one is again', async () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'treeline-chunks-'));
  try {
    const bytes = Buffer.from(`a,b\n${'x'.repeat(SHORT_ROW_BYTES)},1\n${'c,d\n'.repeat(100)}`);
    const found: boolean[] = [];
    for await (const one of chunksOf(inPieces(bytes, 65_536), dir, SHORT_ROW_BYTES)) found.push(one.isSimple);
    expect(found).toEqual([false, true]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
