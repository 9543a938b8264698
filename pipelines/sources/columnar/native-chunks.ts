import { BinaryRows } from './binary-rows.ts';
import { chunkFiles } from '../chunk-files.ts';
import { footer, MAGIC, rowGroup, type RowGroup } from './parquet-file.ts';
import type { WireColumn } from './wire.ts';

/** Rows in the types of their columns, and those beside them that are not. */
export interface NativeChunk {
  /** A Parquet file. */
  readonly file: string;
  readonly rows: number;
  /** Rows with a value that its column cannot hold, as COPY writes them. */
  readonly texts: readonly (readonly (string | null)[])[];
}

/** A chunk has no more row groups: enough for each of DuckDB's threads. */
const MOST_GROUPS = 16;
/** Nor more rows as texts. */
const MOST_TEXTS = 50_000;

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
  const writer = chunkFiles(files.dir, files.prefix, 'parquet');
  let groups: RowGroup[] = [];
  let texts: (readonly (string | null)[])[] = [];
  let offset = 0;
  const write = async (pieces: readonly Uint8Array[]): Promise<void> => {
    await writer.write(pieces);
    offset += pieces.reduce((sum, one) => sum + one.length, 0);
  };
  const endGroup = async (): Promise<void> => {
    texts.push(...rows.takeTexts());
    if (rows.rows === 0) return;
    if (offset === 0) await write([MAGIC]);
    const { group, pieces } = rowGroup(rows.columns, rows.rows, offset);
    await write(pieces);
    groups.push(group);
    rows.clear();
  };
  const finish = async (): Promise<NativeChunk> => {
    if (offset === 0) await write([MAGIC]);
    await write([footer(rows.columns, groups)]);
    const chunk = {
      file: await writer.finish(),
      rows: groups.reduce((sum, one) => sum + one.rows, 0),
      texts,
    };
    groups = [];
    texts = [];
    offset = 0;
    return chunk;
  };
  try {
    for await (const frames of stream) {
      for (let from = 0; from < frames.length;) {
        from += rows.take(frames, from);
        if (!rows.isFull) continue;
        await endGroup();
        if (groups.length >= MOST_GROUPS || texts.length >= MOST_TEXTS || isAwaited()) yield await finish();
      }
    }
    await endGroup();
    if (groups.length > 0 || texts.length > 0) yield await finish();
  } finally {
    await writer.close();
  }
}
