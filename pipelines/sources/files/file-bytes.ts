import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { FileFault } from './file-fault.ts';

const CHUNK = 1 << 20;

export type Container = 'plain' | 'gzip' | 'zip' | 'parquet' | 'zstd' | 'ole';

const MAGIC: readonly (readonly [Container, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['parquet', [0x50, 0x41, 0x52, 0x31]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['ole', [0xd0, 0xcf, 0x11, 0xe0]],
];

/** What a file is by its first bytes, whatever its name says. */
export async function containerOf(file: string): Promise<Container> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return MAGIC.find(([, bytes]) => bytes.every((byte, at) => buffer[at] === byte))?.[0] ?? 'plain';
  } finally {
    await handle.close();
  }
}

/**
 * The bytes of a file, unpacked, a piece at a time. A gzip file that is cut off is a
 * fault: it must not pass for a short one, whose missing rows would be taken for deleted.
 */
export async function* readBytes(file: string, container: Container): AsyncGenerator<Buffer> {
  const raw = createReadStream(file, { highWaterMark: CHUNK });
  if (container !== 'gzip') {
    yield* raw;
    return;
  }
  const gunzip = createGunzip({ chunkSize: CHUNK });
  raw.on('error', (error) => gunzip.destroy(error));
  try {
    yield* raw.pipe(gunzip);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('Z_')) throw error;
    throw new FileFault('the gzip file is cut off or damaged. Copy it again, whole.', { cause: error });
  } finally {
    raw.destroy();
    gunzip.destroy();
  }
}

/** The first bytes of a file, unpacked, and whether that is all of it. */
export async function readStart(
  file: string,
  container: Container,
  limit: number,
): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of readBytes(file, container)) {
    pieces.push(piece);
    size += piece.length;
    if (size > limit) return { bytes: Buffer.concat(pieces).subarray(0, limit), isWhole: false };
  }
  return { bytes: Buffer.concat(pieces), isWhole: true };
}
