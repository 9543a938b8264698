import { takePackets } from './mysql-packets.ts';
import { chunkFiles } from './chunk-files.ts';
import { CsvChunk } from './csv-chunk.ts';
import type { MysqlSession } from './mysql-connection.ts';
import type { MalformedRow } from './source.ts';
import type { RowChunk } from './row-chunks.ts';
import { CHUNK_BYTES, MAX_ROW_BYTES } from './staged-table.ts';
import { SHORTEST_PAUSE_MS, type Throttle } from './throttle.ts';

/** Rows in the result that were too long, or not UTF-8: as much of them as tells which they were. */
const KEPT_OF_LONG_ROW = 1000;

/** What a result held, complete once all of its files were taken. */
export interface RowsRead {
  rows: number;
  readonly malformed: MalformedRow[];
}

/**
 * Writes the rows of a statement into CSV files as they come, unbuffered: two chunks of memory, whatever the result's
 * size. While both are full the socket is not read, and the server waits.
 */
export async function* writeResultChunks(
  session: MysqlSession,
  sql: string,
  isText: readonly boolean[],
  files: { readonly dir: string; readonly prefix: string },
  read: RowsRead,
  throttle: Throttle | null,
): AsyncGenerator<RowChunk> {
  const { connection } = session;
  const free = [new CsvChunk(CHUNK_BYTES + MAX_ROW_BYTES / 16)];
  let filling = new CsvChunk(CHUNK_BYTES + MAX_ROW_BYTES / 16);
  const full: CsvChunk[] = [];
  const hold = createHold(connection);
  let pausing: NodeJS.Timeout | null = null;
  let isEnded = false;
  let failure: unknown = null;
  let wake: (() => void) | null = null;
  const signal = (): void => {
    wake?.();
    wake = null;
  };
  const fail = (error: unknown): void => {
    failure ??= error;
    signal();
  };

  const onRow = (bytes: Uint8Array, from: number, to: number): void => {
    read.rows++;
    const ms = throttle?.spend(to - from) ?? 0;
    if (ms >= SHORTEST_PAUSE_MS && pausing === null) {
      hold.set('slowed', true);
      pausing = setTimeout(() => {
        pausing = null;
        hold.set('slowed', false);
      }, ms);
    }
    const size = filling.append(bytes, from, to, isText);
    if (size > MAX_ROW_BYTES) {
      const raw = filling.bytes.subarray(-size).subarray(0, KEPT_OF_LONG_ROW).toString('utf8');
      filling.undo(size);
      read.malformed.push({ reason: 'malformed_row', column: null, raw });
    }
    if (filling.size < CHUNK_BYTES) return;
    // while it is full, at most the rest of one network packet is still added
    const next = free.pop();
    if (next === undefined) return hold.set('full', true);
    full.push(filling);
    filling = next;
    signal();
  };
  // a connection that is lost tells itself, not its query
  connection.on('error', fail);
  const query = connection.query({ sql, rowsAsArray: true, typeCast: false });
  takePackets(query, onRow);
  query.on('error', fail);
  query.on('end', () => {
    isEnded = true;
    signal();
  });

  const writer = chunkFiles(files.dir, files.prefix);
  const write = async (chunk: CsvChunk): Promise<RowChunk> => {
    for (const raw of chunk.takeInvalid()) {
      read.malformed.push({ reason: 'invalid_encoding', column: null, raw });
    }
    const { bytes, rows } = chunk;
    const mayHoldNul = bytes.includes(0);
    await writer.write([bytes]);
    chunk.clear();
    // every text is quoted
    return { file: await writer.finish(), bytes: bytes.length, rows, isSimple: false, mayHoldNul };
  };
  try {
    for (;;) {
      const chunk = full.shift();
      if (chunk !== undefined) {
        const written = await write(chunk);
        free.push(chunk);
        hold.set('full', false);
        yield written;
        continue;
      }
      if (failure !== null) throw failure;
      if (isEnded) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (filling.size > 0) yield await write(filling);
  } finally {
    connection.off('error', fail);
    await writer.close();
    if (pausing !== null) clearTimeout(pausing);
  }
}

/** A connection that is not read while there is any reason not to. */
function createHold(connection: MysqlSession['connection']) {
  const reasons = new Set<string>();
  return {
    set(reason: 'full' | 'slowed', holds: boolean): void {
      if (holds) {
        reasons.add(reason);
        connection.pause();
      } else if (reasons.delete(reason) && reasons.size === 0) connection.resume();
    },
  };
}
