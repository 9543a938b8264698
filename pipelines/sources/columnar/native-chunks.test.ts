import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GROUP_ROWS } from './column-buffer.ts';
import { writeNativeChunks } from './native-chunks.ts';
import type { NativeChunk } from './native-files.ts';
import type { WireColumn, WireKind } from './wire.ts';
import type { NativeType } from './native-type.ts';

let dir: string;
let connection: DuckDBConnection;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'treeline-native-'));
  connection = await (await DuckDBInstance.create()).connect();
});
afterAll(async () => {
  connection.closeSync();
  await rm(dir, { recursive: true });
});

const HEADER = Buffer.from('PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

/** A row as the server sends it. */
function frame(values: readonly (Buffer | null)[], before = Buffer.alloc(0)): Buffer {
  const count = Buffer.alloc(2);
  count.writeInt16BE(values.length);
  const content = Buffer.concat([
    before,
    count,
    ...values.flatMap((value) => (value === null ? [int4(-1)] : [int4(value.length), value])),
  ]);
  return Buffer.concat([Buffer.from('d'), int4(content.length + 4), content]);
}

function int4(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int8(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

const column = (name: string, kind: WireKind, type: NativeType): WireColumn => ({
  name,
  kind,
  type,
  suffix: '',
  hasWritten: false,
});

const COLUMNS = [
  column('id', 'int8', 'bigint'),
  column('name', 'text', 'varchar'),
  column('on', 'date', 'date'),
  column('seats', 'int4', 'integer'),
];

/** Row `n`: each column is null in a rhythm of its own, and the day of one row in `farEvery` is far off. */
function row(n: number, farEvery: number): (Buffer | null)[] {
  return [
    n % 7 === 0 ? null : int8(BigInt(n) * 5_000_000_001n),
    n % 3 === 0 ? null : Buffer.from('名'.repeat(n % 40)),
    n % 5 === 0 ? null : int4(n % farEvery === 1 ? 0x7fffffff : n % 10_000),
    null,
  ];
}

function* pieces(rows: number, farEvery: number): Generator<Buffer> {
  let gathered: Buffer[] = [];
  for (let n = 0; n < rows; n += 1) {
    gathered.push(frame(row(n, farEvery), n === 0 ? HEADER : undefined));
    if (gathered.length < 500) continue;
    yield Buffer.concat(gathered);
    gathered = [];
  }
  const trailer = Buffer.concat([Buffer.from('d'), int4(6), Buffer.from([0xff, 0xff])]);
  yield Buffer.concat([...gathered, trailer]);
}

async function* streamOf(buffers: Iterable<Buffer>): AsyncGenerator<Buffer> {
  for (const buffer of buffers) yield await Promise.resolve(buffer);
}

async function told(sql: string): Promise<unknown> {
  return (await connection.runAndReadAll(sql)).getRowsJson();
}

test('what was sent stands in the files, in whole row groups, and what does not fit beside them', async () => {
  const rows = 2 * GROUP_ROWS + 12_345;
  const [chunks, texts]: [NativeChunk[], unknown[]] = [[], []];
  await connection.run('create table got (id bigint, name varchar, "on" date, seats integer)');
  let isAwaited = false;
  for await (const chunk of writeNativeChunks(
    streamOf(pieces(rows, 1001)),
    COLUMNS,
    { dir, prefix: 'x' },
    () => (isAwaited = !isAwaited),
  )) {
    chunks.push(chunk);
    texts.push(...chunk.texts);
    await connection.run(`insert into got select * from read_parquet('${chunk.file}')`);
  }
  expect(chunks.length).toBe(2);
  expect(chunks.reduce((sum, one) => sum + one.rows + one.texts.length, 0)).toBe(rows);
  // the day of every row whose number leaves 1 is far off, unless it has none
  const far = Array.from({ length: rows }, (_, n) => n).filter((n) => n % 1001 === 1 && n % 5 !== 0);
  expect(texts).toEqual(
    far.map((n) => [
      n % 7 === 0 ? null : String(n * 5_000_000_001),
      n % 3 === 0 ? null : '名'.repeat(n % 40),
      'infinity',
      null,
    ]),
  );
  await connection.run(`create table sent as select case when n % 7 <> 0 then n::bigint * 5000000001 end as id,
    case when n % 3 <> 0 then repeat('名', (n % 40)::integer) end as name,
    case when n % 5 <> 0 then date '2000-01-01' + (n % 10000)::integer end as "on", null::integer as seats
    from range(${rows}) as t(n) where not (n % 1001 = 1 and n % 5 <> 0)`);
  expect(await told('(from got except all from sent) union all (from sent except all from got)')).toEqual([]);
  expect(await told('select count(*) from got')).toEqual([[String(rows - far.length)]]);
});

test('rows that none of the columns can hold make a chunk without rows', async () => {
  const chunks: NativeChunk[] = [];
  const all = writeNativeChunks(
    streamOf([frame([null, null, int4(-0x80000000), null], HEADER)]),
    COLUMNS,
    { dir, prefix: 'y' },
    () => true,
  );
  for await (const chunk of all) chunks.push(chunk);
  expect(chunks).toMatchObject([{ rows: 0, texts: [[null, null, '-infinity', null]] }]);
});

test('where no row fits, chunks end as well', async () => {
  const far = frame([null, null, int4(0x7fffffff), null]);
  const piece = Buffer.concat(Array.from({ length: 1000 }, () => far));
  const sent = [
    frame([null, null, int4(0x7fffffff), null], HEADER),
    ...Array.from({ length: 300 }, () => piece),
  ];
  const sizes: number[] = [];
  const all = writeNativeChunks(streamOf(sent), COLUMNS, { dir, prefix: 'w' }, () => false);
  for await (const chunk of all) {
    expect(chunk.rows).toBe(0);
    sizes.push(chunk.texts.length);
  }
  expect(sizes).toEqual([GROUP_ROWS, GROUP_ROWS, 300_001 - 2 * GROUP_ROWS]);
});

test('a chunk holds no more long texts than can be put together', async () => {
  const long = frame([null, Buffer.from('x'.repeat(100_000)), int4(0x7fffffff), null]);
  const sent = [frame([null, null, null, null], HEADER), ...Array.from({ length: 2000 }, () => long)];
  let [rows, most] = [0, 0];
  const all = writeNativeChunks(streamOf(sent), COLUMNS, { dir, prefix: 'v' }, () => false);
  for await (const chunk of all) {
    rows += chunk.rows + chunk.texts.length;
    most = Math.max(most, chunk.texts.length);
  }
  expect(rows).toBe(2001);
  expect(most * 100_000).toBeLessThan(100 * 1024 * 1024);
});

test('no row makes no chunk, and what is no binary COPY is refused', async () => {
  const read = async (buffers: readonly Buffer[]): Promise<number> => {
    let count = 0;
    for await (const chunk of writeNativeChunks(streamOf(buffers), COLUMNS, { dir, prefix: 'z' }, () => true))
      count += chunk.rows;
    return count;
  };
  expect(
    await read([
      Buffer.concat([Buffer.from('d'), int4(4 + HEADER.length + 2), HEADER, Buffer.from([0xff, 0xff])]),
    ]),
  ).toBe(0);
  await expect(read([frame([int4(1)])])).rejects.toThrow('binary format');
  await expect(read([frame([null, null, null], HEADER)])).rejects.toThrow('more or fewer values');
  const longer = frame([null, null, null, null], HEADER);
  longer.writeUInt32BE(longer.readUInt32BE(1) + 1, 1);
  await expect(read([Buffer.concat([longer, Buffer.from([0])])])).rejects.toThrow('longer or shorter');
});
