import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** Files that are written one after the other, each over the one before the last. */
export interface ChunkFiles {
  write(pieces: readonly Uint8Array[]): Promise<void>;
  /** Ends the file that is being written and answers its name. */
  finish(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Two files in turn: pages that the system already holds are written again at a quarter of the cost of new ones. Readable
 * by this user only, since rows are customer data.
 */
export function chunkFiles(dir: string, prefix: string, extension = 'csv'): ChunkFiles {
  const names = [0, 1].map((index) => path.join(dir, `${prefix}-${index}.${extension}`));
  const handles: FileHandle[] = [];
  let current = 0;
  let position = 0;

  async function handle(): Promise<FileHandle> {
    const known = handles[current];
    if (known !== undefined) return known;
    const opened = await open(names[current] ?? '', 'w', 0o600);
    handles[current] = opened;
    return opened;
  }

  return {
    async write(pieces) {
      const { bytesWritten } = await (await handle()).writev([...pieces], position);
      const wanted = pieces.reduce((sum, one) => sum + one.length, 0);
      position += bytesWritten;
      // a disk that fills up takes a part before it refuses
      if (bytesWritten === wanted) return;
      const left = Buffer.concat(pieces).subarray(bytesWritten);
      for (let at = 0; at < left.length;) {
        const { bytesWritten: more } = await (await handle()).write(left, at, left.length - at, position);
        position += more;
        at += more;
      }
    },
    async finish() {
      await (await handle()).truncate(position);
      const name = names[current] ?? '';
      current = 1 - current;
      position = 0;
      return name;
    },
    async close() {
      for (const one of handles.splice(0)) await one?.close();
    },
  };
}
