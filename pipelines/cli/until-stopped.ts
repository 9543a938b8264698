/** Runs `work`, which ends when Ctrl-C or a stop signal resolves what it is given, then closes `server` in good order. */
export async function untilStopped(
  work: (stopped: Promise<void>) => Promise<void>,
  server: { close(): Promise<void> },
): Promise<void> {
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
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
