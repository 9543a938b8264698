import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentsOf } from '../../../pipelines/sources/columnar/copy-frames.ts';
import { startCopy } from '../../../pipelines/sources/postgres-copy.ts';
import { createDatabase, type TestDatabase } from '../sync-fixture.ts';
import { startFaultProxy, type FaultProxy } from './proxy.ts';

const ROWS = 3;

let db: TestDatabase;
let proxy: FaultProxy;
let url: URL;
beforeAll(async () => {
  db = await createDatabase();
  url = new URL(db.url);
  proxy = await startFaultProxy({ host: url.hostname, port: Number(url.port || 5432) });
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
});
afterAll(async () => {
  await proxy.close();
  await db.drop();
});

/** The rows of a COPY whose reader comes late, and what the next statement says of the connection. */
async function copyLate(
  client: pg.Client,
  select = `select 'row' from generate_series(1, ${String(ROWS)})`,
): Promise<number> {
  const stream = startCopy(client, select, 'csv');
  await sleep(15);
  const chunks: Buffer[] = [];
  for await (const bytes of contentsOf(stream)) chunks.push(bytes);
  await client.query('select 1');
  expect(stream.rowCount).toBe(ROWS);
  return Buffer.concat(chunks).toString().split('\n').length - 1;
}

/** Cuts the wire `bytes` into the COPY; whether all of it arrived. */
async function isWhole(bytes: number): Promise<boolean> {
  const client = new pg.Client(url.href);
  client.on('error', () => undefined);
  await client.connect();
  await client.query('select 1');
  proxy.cutAfter([bytes]);
  try {
    return (await copyLate(client)) === ROWS;
  } catch {
    return false;
  } finally {
    proxy.cutAfter([]);
    await client.end();
  }
}

test('a connection is given back as it was, however many COPYs it has sent', async () => {
  const client = new pg.Client(db.url);
  await client.connect();
  const listeners = (): unknown => {
    const connection: unknown = Reflect.get(client, 'connection');
    if (!(connection instanceof EventEmitter)) throw new Error('this version of pg has another connection');
    const socket: unknown = Reflect.get(connection, 'stream');
    if (!(socket instanceof EventEmitter)) throw new Error('this version of pg has another socket');
    return socket.listeners('data')[0];
  };
  const before = listeners();
  for (let count = 0; count < 3; count += 1) expect(await copyLate(client)).toBe(ROWS);
  await expect(copyLate(client, 'select 1 / 0')).rejects.toThrow('division by zero');
  expect(listeners()).toBe(before);
  await client.end();
});

test('a COPY cut at any byte fails whoever reads it, and nobody else', { timeout: 120_000 }, async () => {
  const arrived: boolean[] = [];
  for (let bytes = 0; bytes < 200; bytes += 1) arrived.push(await isWhole(bytes));
  const first = arrived.indexOf(true);
  expect(first).toBeGreaterThan(20);
  expect(arrived.slice(first).every(Boolean)).toBe(true);
});
