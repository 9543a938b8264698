import http from 'node:http';
import net from 'node:net';
import readline from 'node:readline';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import { OPERATIONS, type OperationName, type Operations, type Progress } from '../engine/operations.ts';
import { controlMessage } from './messages.ts';

/** Whether a server answers at the address. A socket file whose server was killed refuses. */
export function isServed(address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (['ENOENT', 'ENOTDIR', 'ECONNREFUSED', 'ENOTSOCK'].includes(error.code ?? '')) resolve(false);
      else reject(error);
    });
  });
}

/** The operations of a running server. */
export function remoteOperations(address: string): Operations {
  const ask = (name: OperationName, request: unknown, progress: Progress) =>
    askServer(address, name, request, progress);
  return {
    sync: async (request, progress) => OPERATIONS.sync.result.parse(await ask('sync', request, progress)),
    build: async (request, progress) => OPERATIONS.build.result.parse(await ask('build', request, progress)),
    status: async (request, progress) =>
      OPERATIONS.status.result.parse(await ask('status', request, progress)),
    query: async (request, progress) => OPERATIONS.query.result.parse(await ask('query', request, progress)),
    metrics: async (request, progress) =>
      OPERATIONS.metrics.result.parse(await ask('metrics', request, progress)),
    lineage: async (request, progress) =>
      OPERATIONS.lineage.result.parse(await ask('lineage', request, progress)),
    check: async (request, progress) => OPERATIONS.check.result.parse(await ask('check', request, progress)),
    backup: async (request, progress) =>
      OPERATIONS.backup.result.parse(await ask('backup', request, progress)),
    user: async (request, progress) => OPERATIONS.user.result.parse(await ask('user', request, progress)),
  };
}

function askServer(
  address: string,
  name: OperationName,
  request: unknown,
  progress: Progress,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = http.request({ socketPath: address, path: `/${name}`, method: 'POST' }, (response) => {
      let settled = false;
      const lines = readline.createInterface({ input: response });
      lines.on('line', (line) => {
        const message = controlMessage.parse(JSON.parse(line));
        if (message.type === 'progress') {
          progress(message.text);
          return;
        }
        settled = true;
        if (message.type === 'result') resolve(message.value);
        else if (message.code === null) reject(new Error(message.message));
        else reject(new TreelineError(message.code, message.message, message.facts));
      });
      lines.on('close', () => {
        if (!settled) reject(serverGone());
      });
      response.on('error', () => reject(serverGone()));
    });
    call.on('error', () => reject(serverGone()));
    call.end(JSON.stringify(request));
  });
}

function serverGone(): TreelineError {
  return new TreelineError(
    'server_gone',
    'The running server stopped before it answered. Run the command again: what was committed stays.',
  );
}
