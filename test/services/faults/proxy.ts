import net from 'node:net';

/** A wire that can be cut: passes bytes on until a budget is spent, then breaks the connection off. */
export interface FaultProxy {
  readonly port: number;
  /** Bytes from the server that may still pass; null: as many as there are. Each cut spends one budget. */
  cutAfter(budgets: readonly number[]): void;
  /** How many connections were cut. */
  cuts(): number;
  close(): Promise<void>;
}

export async function startFaultProxy(target: { host: string; port: number }): Promise<FaultProxy> {
  const open = new Set<net.Socket>();
  let budgets: number[] = [];
  let cuts = 0;

  const server = net.createServer((client) => {
    const upstream = net.connect(target);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      // a cut wire is what this is for
      socket.on('error', () => undefined);
    }
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes) => {
      const left = budgets[0];
      if (left === undefined || bytes.length <= left) {
        if (left !== undefined) budgets[0] = left - bytes.length;
        if (!client.write(bytes)) {
          upstream.pause();
          client.once('drain', () => upstream.resume());
        }
        return;
      }
      budgets.shift();
      cuts += 1;
      // half a message arrives, then nothing more
      client.write(bytes.subarray(0, left), () => client.resetAndDestroy());
      upstream.destroy();
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    cutAfter: (wanted) => (budgets = [...wanted]),
    cuts: () => cuts,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
