import { setTimeout as sleep } from 'node:timers/promises';

/** Keeps what is read below a rate: counts bytes, and tells how long to read nothing after them. */
export interface Throttle {
  /** Milliseconds to wait now that these bytes were read. */
  spend(bytes: number): number;
}

export const BYTES_OF_MB = 1_000_000;

/** Shorter pauses are put off until more is owed: a timer costs more than they are worth. */
export const SHORTEST_PAUSE_MS = 10;

/** Time in which nothing was read counts only this far back: a long silence is no leave for a burst. */
const CREDIT_MS = 100;

/** Null when nothing is to be slowed down. */
export function createThrottle(
  mbPerSecond: number | null,
  now: () => number = () => performance.now(),
): Throttle | null {
  if (mbPerSecond === null) return null;
  const msPerByte = 1000 / (mbPerSecond * BYTES_OF_MB);
  // when all that was read so far would have arrived at the rate
  let dueAt = now();
  return {
    spend(bytes) {
      const at = now();
      dueAt = Math.max(dueAt, at - CREDIT_MS) + bytes * msPerByte;
      return Math.max(0, dueAt - at);
    },
  };
}

/** Passes pieces on no faster than the rate. Whoever sends them is not read meanwhile, and has to wait as well. */
export async function* throttled(
  pieces: AsyncIterable<Buffer>,
  throttle: Throttle | null,
  wait: (ms: number) => Promise<unknown> = sleep,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    const ms = throttle?.spend(piece.length) ?? 0;
    if (ms >= SHORTEST_PAUSE_MS) await wait(ms);
    yield piece;
  }
}

/** What to do about a statement that took too long; the pauses of a slowed read count as the statement's own time. */
export function timeoutAdvice(mbPerSecond: number | null): string {
  return mbPerSecond === null
    ? 'Add an index on the watermark, or raise statement_timeout_s.'
    : `Reading is slowed to ${mbPerSecond} MB/s (max_read_mb_per_s), which counts: raise statement_timeout_s or the rate.`;
}
