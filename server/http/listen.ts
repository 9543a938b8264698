import http, { type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TreelineError } from '../../warehouse/treeline-error.ts';

export interface HttpListener {
  /** Where a browser on this machine finds the boards. */
  readonly url: string;
  readonly port: number;
  /** Everything that arrives from now on goes to this handler. */
  handle(handler: RequestListener): void;
  close(): Promise<void>;
}

/** How long a request may take to arrive; an answer, such as a stream of events, may take any time. */
const PATIENCE = { headersTimeout: 60_000, requestTimeout: 120_000, connectionsCheckingInterval: 30_000 };

/**
 * Binds the address. Who sends a request byte by byte to hold its connection is answered with 408.
 * Errors: `port_taken`, `address_unavailable`.
 */
export async function listen(
  host: string,
  port: number,
  first: RequestListener,
  patience: typeof PATIENCE = PATIENCE,
): Promise<HttpListener> {
  let current = first;
  const server = http.createServer(patience, (request, response) => current(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  const bound = portOf(server.address());
  return {
    url: `http://${isAnywhere(host) ? 'localhost' : bracketed(host)}:${bound}`,
    port: bound,
    handle(handler) {
      current = handler;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new TreelineError(
      'port_taken',
      `Port ${port} of ${host} is taken by another program. Stop it, or choose another: --port ${port + 1}, or server.port in treeline.yaml.`,
      { host, port },
      error,
    );
  }
  if (['EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND'].includes(error.code ?? '')) {
    return new TreelineError(
      'address_unavailable',
      `Treeline cannot listen on ${host}:${port} (${error.code ?? ''}). Use an address of this machine and a port above 1023.`,
      { host, port },
      error,
    );
  }
  return error;
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

function isAnywhere(host: string): boolean {
  return ['0.0.0.0', '::', '127.0.0.1', '::1', 'localhost'].includes(host);
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
