import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import type { Operations } from '../engine/operations.ts';
import { controlAddress } from './address.ts';
import { isServed, remoteOperations } from './client.ts';
import { listenForCommands, type ControlServer } from './server.ts';

const log = pino({ level: 'silent' });
const built = {
  version: 7,
  asOf: '2026-03-31T08:00:00.000Z',
  changed: true,
  full: false,
  ms: 12,
  models: [],
};

function unused(): never {
  throw new Error('not asked for in this test');
}

function operations(given: Partial<Operations>): Operations {
  const none = { sync: unused, build: unused, status: unused, query: unused };
  return { ...none, metrics: unused, lineage: unused, check: unused, backup: unused, user: unused, ...given };
}

let folder: string;
let warehouse: string;
let server: ControlServer | null = null;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'treeline-control-'));
  warehouse = path.join(folder, 'treeline.duckdb');
});

afterEach(async () => {
  await server?.close();
  server = null;
  await rm(folder, { recursive: true, force: true });
});

describe('commands while a server runs', () => {
  it('are answered by the server, with its progress', async () => {
    const asked: unknown[] = [];
    const build: Operations['build'] = (request, progress) => {
      asked.push(request);
      progress('building star.dim_org');
      return Promise.resolve(built);
    };
    server = await listenForCommands(warehouse, operations({ build }), log);
    const lines: string[] = [];
    const report = await remoteOperations(controlAddress(warehouse)).build({ full: true }, (line) =>
      lines.push(line),
    );
    expect(report).toEqual(built);
    expect(asked).toEqual([{ full: true }]);
    expect(lines).toEqual(['building star.dim_org']);
  });

  it('fail as they would here, code and facts included', async () => {
    const build = () =>
      Promise.reject(new TreelineError('model_test_failed', 'A test failed.', { models: 2 }));
    server = await listenForCommands(warehouse, operations({ build }), log);
    const asked = remoteOperations(controlAddress(warehouse)).build({ full: false }, () => undefined);
    await expect(asked).rejects.toMatchObject({
      name: 'TreelineError',
      code: 'model_test_failed',
      message: 'A test failed.',
      facts: { models: 2 },
    });
  });

  it('say so when the server ends before it answers', async () => {
    const build = () => new Promise<never>(() => undefined);
    server = await listenForCommands(warehouse, operations({ build }), log);
    const asked = remoteOperations(controlAddress(warehouse)).build({ full: false }, () => undefined);
    setTimeout(() => void server?.close(), 50);
    await expect(asked).rejects.toMatchObject({ code: 'server_gone' });
  });

  it('are for the same user only', async () => {
    server = await listenForCommands(warehouse, operations({}), log);
    const { mode } = await stat(controlAddress(warehouse));
    expect(mode & 0o777).toBe(0o600);
  });
});

describe('the socket', () => {
  it('refuses a second server on the same warehouse', async () => {
    server = await listenForCommands(warehouse, operations({}), log);
    await expect(listenForCommands(warehouse, operations({}), log)).rejects.toMatchObject({
      code: 'server_running',
    });
  });

  it('of a killed server is no server, and is taken over', async () => {
    const address = controlAddress(warehouse);
    const script = `require('net').createServer().listen(${JSON.stringify(address)}, () => console.log('up'))`;
    const child = spawn(process.execPath, ['-e', script]);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(address)).toBe(true);
    expect(await isServed(address)).toBe(false);
    server = await listenForCommands(warehouse, operations({}), log);
    expect(await isServed(address)).toBe(true);
  });

  it('is gone after a clean end', async () => {
    server = await listenForCommands(warehouse, operations({}), log);
    await server.close();
    server = null;
    expect(existsSync(controlAddress(warehouse))).toBe(false);
    expect(await isServed(controlAddress(warehouse))).toBe(false);
  });

  it('moves to the temporary folder when its path would be too long for the system', () => {
    const deep = path.join(folder, 'a'.repeat(120), 'treeline.duckdb');
    expect(controlAddress(deep).length).toBeLessThan(100);
    expect(controlAddress(deep)).toBe(controlAddress(deep));
    expect(controlAddress(deep)).not.toBe(controlAddress(`${deep}2`));
  });
});
