import type { Output } from './terminal/output.ts';

/**
 * Runs `work`, which ends when Ctrl-C or a stop signal resolves what it is given, then closes `server` in good order.
 * A second Ctrl-C does not wait for that.
 */
export async function untilStopped(
  work: (stopped: Promise<void>) => Promise<void>,
  server: { close(): Promise<void> },
  output: Output,
): Promise<void> {
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = () => {
      output.say('Stopping. Ctrl-C ends it at once; nothing that is published is lost.');
      resolve();
    };
  });
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    await work(stopped);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    await server.close();
  }
}

/** What `work` answers, or null when the signal comes before it; the work's own end is then nobody's concern. */
export function unlessStopped<T>(work: Promise<T>, stopped: Promise<void>): Promise<T | null> {
  return Promise.race([work, stopped.then(() => null)]);
}
