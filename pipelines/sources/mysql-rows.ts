import type { MysqlSession } from './mysql-connection.ts';
import { takePackets } from './mysql-packets.ts';
import type { MalformedRow } from './source.ts';
import { SHORTEST_PAUSE_MS, type Throttle } from './throttle.ts';

/** What a result held, complete once all of it was taken. */
export interface RowsRead {
  rows: number;
  readonly malformed: MalformedRow[];
}

/** Where rows are put until they are written. */
export interface RowSink {
  /** Takes the row that stands in these bytes, or notes it as malformed. */
  append(bytes: Uint8Array, from: number, to: number): void;
  readonly isFull: boolean;
}

/** A sink that is to be written now; `release` gives it back, empty, to be filled again. */
export interface FullSink<S> {
  readonly sink: S;
  readonly release: () => void;
}

/**
 * Puts the rows of a statement into two sinks in turn, unbuffered: while both are full the socket is not read, and the
 * server waits. The last sink may hold nothing.
 */
export async function* fillSinks<S extends RowSink>(
  session: MysqlSession,
  sql: string,
  [first, second]: readonly [S, S],
  read: RowsRead,
  throttle: Throttle | null,
): AsyncGenerator<FullSink<S>> {
  const { connection } = session;
  const free: S[] = [second];
  let filling = first;
  const full: S[] = [];
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
    filling.append(bytes, from, to);
    if (!filling.isFull) return;
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

  try {
    for (;;) {
      const sink = full.shift();
      if (sink !== undefined) {
        const release = (): void => {
          // the one that waits is full: not one row more may go into it
          if (filling.isFull) {
            full.push(filling);
            filling = sink;
          } else free.push(sink);
          hold.set('full', false);
        };
        yield { sink, release };
        continue;
      }
      if (failure !== null) throw failure;
      if (isEnded) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    yield { sink: filling, release: () => undefined };
  } finally {
    connection.off('error', fail);
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
