import { chmod, rm } from 'node:fs/promises';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import type { Logger } from 'pino';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import { isOperation, runOperation, type Operations } from '../engine/operations.ts';
import { controlAddress } from './address.ts';
import { isServed } from './client.ts';
import type { ControlMessage } from './messages.ts';

export interface ControlServer {
  close(): Promise<void>;
}

/**
 * Answers commands of the same machine and user: `POST /<operation>`, NDJSON back.
 * Errors: `server_running` when another server owns the warehouse.
 */
export async function listenForCommands(
  warehouse: string,
  operations: Operations,
  log: Logger,
): Promise<ControlServer> {
  const address = controlAddress(warehouse);
  if (await isServed(address)) {
    throw new TreelineError(
      'server_running',
      `A Treeline server already runs on ${warehouse}. Stop it, or use it: every command asks it by itself.`,
      { warehouse },
    );
  }
  // what a killed server left behind
  await rm(address, { force: true });
  const server = http.createServer((request, response) => {
    answer(request, response, operations).catch((error: unknown) => {
      log.error({ err: error }, 'a command could not be answered');
      response.destroy();
    });
  });
  // a first load may take longer than the default of five minutes
  server.requestTimeout = 0;
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, resolve);
    });
  } finally {
    process.umask(before);
  }
  await chmod(address, 0o600);
  return {
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(address, { force: true });
    },
  };
}

async function answer(request: http.IncomingMessage, response: http.ServerResponse, operations: Operations) {
  const write = (message: ControlMessage) => response.write(`${JSON.stringify(message)}\n`);
  const name = request.url?.slice(1) ?? '';
  response.setHeader('content-type', 'application/x-ndjson');
  try {
    if (!isOperation(name))
      throw new TreelineError('not_found', `The server knows no command ${name}.`, { name });
    const body: unknown = JSON.parse(await text(request));
    const value = await runOperation(operations, name, body, (line) =>
      write({ type: 'progress', text: line }),
    );
    write({ type: 'result', value });
  } catch (error) {
    write(errorMessage(error));
  }
  response.end();
}

function errorMessage(error: unknown): ControlMessage {
  if (error instanceof TreelineError) {
    return { type: 'error', code: error.code, message: error.message, facts: { ...error.facts } };
  }
  return {
    type: 'error',
    code: null,
    message: error instanceof Error ? error.message : String(error),
    facts: {},
  };
}
