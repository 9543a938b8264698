import { chunkFiles } from './chunk-files.ts';
import { nativeFiles, type NativeChunk } from './columnar/native-files.ts';
import { TextRows, type TextColumn } from './columnar/text-rows.ts';
import { CsvChunk } from './csv-chunk.ts';
import type { MysqlSession } from './mysql-connection.ts';
import { fillSinks, type RowSink, type RowsRead } from './mysql-rows.ts';
import type { RowChunk } from './row-chunks.ts';
import type { MalformedRow } from './source.ts';
import { CHUNK_BYTES, MAX_ROW_BYTES } from './staged-table.ts';
import type { Throttle } from './throttle.ts';

/** Of a row that was too long: as much of it as tells which it was. */
const KEPT_OF_LONG_ROW = 1000;

/** What is read, and how what is wrong with it is noted. */
export interface ResultRead {
  readonly session: MysqlSession;
  readonly sql: string;
  /** Which values are texts that can hold anything. */
  readonly isText: readonly boolean[];
  readonly read: RowsRead;
  readonly throttle: Throttle | null;
}

interface Files {
  readonly dir: string;
  readonly prefix: string;
}

/** Writes the rows of a statement into CSV files as they come: two chunks of memory, whatever the result's size. */
export async function* writeResultChunks(result: ResultRead, files: Files): AsyncGenerator<RowChunk> {
  const { session, sql, isText, read, throttle } = result;
  const sinks = [csvSink(isText, read.malformed), csvSink(isText, read.malformed)] as const;
  const writer = chunkFiles(files.dir, files.prefix);
  try {
    for await (const { sink, release } of fillSinks(session, sql, sinks, read, throttle)) {
      const { chunk } = sink;
      if (chunk.size === 0) continue;
      for (const raw of chunk.takeInvalid()) {
        read.malformed.push({ reason: 'invalid_encoding', column: null, raw });
      }
      const { bytes, rows } = chunk;
      const mayHoldNul = bytes.includes(0);
      await writer.write([bytes]);
      chunk.clear();
      release();
      // every text is quoted
      yield { file: await writer.finish(), bytes: bytes.length, rows, isSimple: false, mayHoldNul };
    }
  } finally {
    await writer.close();
  }
}

/** Writes them into files of native columns. `isAwaited` tells whether the reader has nothing to do. */
export async function* writeResultNative(
  result: ResultRead,
  columns: readonly TextColumn[],
  files: Files,
  isAwaited: () => boolean,
): AsyncGenerator<NativeChunk> {
  const { session, sql, read, throttle } = result;
  const sinks = [nativeSink(result, columns), nativeSink(result, columns)] as const;
  const written = nativeFiles(files);
  try {
    for await (const { sink, release } of fillSinks(session, sql, sinks, read, throttle)) {
      await written.add(sink.rows);
      release();
      if (!written.isFull && !isAwaited()) continue;
      const chunk = await written.finish();
      if (chunk !== null) yield chunk;
    }
    const last = await written.finish();
    if (last !== null) yield last;
  } finally {
    await written.close();
  }
}

function csvSink(
  isText: readonly boolean[],
  malformed: MalformedRow[],
): RowSink & { readonly chunk: CsvChunk } {
  const chunk = new CsvChunk(CHUNK_BYTES + MAX_ROW_BYTES / 16);
  return {
    chunk,
    get isFull() {
      return chunk.size >= CHUNK_BYTES;
    },
    append(bytes, from, to) {
      const size = chunk.append(bytes, from, to, isText);
      if (size <= MAX_ROW_BYTES) return;
      const raw = chunk.bytes.subarray(-size).subarray(0, KEPT_OF_LONG_ROW).toString('utf8');
      chunk.undo(size);
      malformed.push({ reason: 'malformed_row', column: null, raw });
    },
  };
}

function nativeSink(
  { isText, read }: ResultRead,
  columns: readonly TextColumn[],
): RowSink & { readonly rows: TextRows } {
  const rows = new TextRows(columns);
  return {
    rows,
    get isFull() {
      return rows.isFull;
    },
    append(bytes, from, to) {
      const isLong = to - from > MAX_ROW_BYTES / 2;
      if (!isLong && rows.append(bytes, from, to)) return;
      // what is wrong with a row is told of its CSV
      const line = new CsvChunk(2 * (to - from));
      const size = line.append(bytes, from, to, isText);
      if (size > MAX_ROW_BYTES) {
        const raw = line.bytes.subarray(0, KEPT_OF_LONG_ROW).toString('utf8');
        read.malformed.push({ reason: 'malformed_row', column: null, raw });
        return;
      }
      const [raw] = line.takeInvalid();
      if (raw !== undefined) read.malformed.push({ reason: 'invalid_encoding', column: null, raw });
      else rows.append(bytes, from, to);
    },
  };
}
