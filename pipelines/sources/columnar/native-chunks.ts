import { BinaryRows } from './binary-rows.ts';
import { nativeFiles, type NativeChunk } from './native-files.ts';
import type { WireColumn } from './wire.ts';

/**
 * Writes a binary COPY into files, each of whole row groups, so that one can be loaded while the next arrives. `isAwaited`
 * tells whether the reader has nothing to do.
 */
export async function* writeNativeChunks(
  stream: AsyncIterable<Buffer>,
  wire: readonly WireColumn[],
  files: { readonly dir: string; readonly prefix: string },
  isAwaited: () => boolean,
): AsyncGenerator<NativeChunk> {
  const rows = new BinaryRows(wire);
  const written = nativeFiles(files);
  try {
    for await (const frames of stream) {
      for (let from = 0; from < frames.length;) {
        from += rows.take(frames, from);
        if (!rows.isFull) continue;
        await written.add(rows);
        if (!written.isFull && !isAwaited()) continue;
        const chunk = await written.finish();
        if (chunk !== null) yield chunk;
      }
    }
    await written.add(rows);
    const last = await written.finish();
    if (last !== null) yield last;
  } finally {
    await written.close();
  }
}
