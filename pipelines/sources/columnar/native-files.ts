import { chunkFiles } from '../chunk-files.ts';
import type { NativeRows, TextRow } from './native-rows.ts';
import type { NativeColumn } from './native-type.ts';
import { footer, MAGIC, rowGroup, type ParquetColumn, type RowGroup } from './parquet-file.ts';

/** Rows in the types of their columns, and those beside them that are not. */
export interface NativeChunk {
  /** A Parquet file. */
  readonly file: string;
  readonly rows: number;
  /** Rows with a value that its column cannot hold, as their server writes them. */
  readonly texts: readonly TextRow[];
}

/** Native chunks that are written one after the other. */
export interface NativeFiles {
  /** Whether the chunk is as large as it may be. */
  readonly isFull: boolean;
  /** Adds what stands in these columns, which are cleared. */
  add(rows: NativeRows<NativeColumn>): Promise<void>;
  /** Ends the chunk; null where it has nothing. */
  finish(): Promise<NativeChunk | null>;
  close(): Promise<void>;
}

/** A chunk has no more row groups: enough that DuckDB's threads seldom wait for each other at its end. */
const MOST_GROUPS = 16;
/** Nor more rows as texts, nor more of their characters: they are made into one text. */
const MOST_TEXTS = 50_000;
const MOST_TEXT_CHARACTERS = 16 * 1024 * 1024;

export function nativeFiles(files: { readonly dir: string; readonly prefix: string }): NativeFiles {
  const writer = chunkFiles(files.dir, files.prefix, 'parquet');
  let columns: readonly ParquetColumn[] = [];
  let groups: RowGroup[] = [];
  let texts: TextRow[] = [];
  let characters = 0;
  let offset = 0;

  async function write(pieces: readonly Uint8Array[]): Promise<void> {
    await writer.write(pieces);
    offset += pieces.reduce((sum, one) => sum + one.length, 0);
  }

  return {
    get isFull() {
      return groups.length >= MOST_GROUPS || texts.length >= MOST_TEXTS || characters >= MOST_TEXT_CHARACTERS;
    },
    async add(rows) {
      for (const row of rows.texts) {
        texts.push(row);
        for (const text of row) characters += text?.length ?? 0;
      }
      columns = rows.columns;
      if (rows.rows > 0) {
        if (offset === 0) await write([MAGIC]);
        const { group, pieces } = rowGroup(columns, rows.rows, offset);
        await write(pieces);
        groups.push(group);
      }
      rows.clear();
    },
    async finish() {
      if (groups.length === 0 && texts.length === 0) return null;
      if (offset === 0) await write([MAGIC]);
      await write([footer(columns, groups)]);
      const chunk = {
        file: await writer.finish(),
        rows: groups.reduce((sum, one) => sum + one.rows, 0),
        texts,
      };
      groups = [];
      texts = [];
      characters = 0;
      offset = 0;
      return chunk;
    },
    close: () => writer.close(),
  };
}
