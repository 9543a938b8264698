import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWarehouse, rows, transaction } from '../../warehouse/warehouse.ts';
import { createDatabase, openSync, type TestDatabase, type TestSync } from './sync-fixture.ts';

const MB = 1024 * 1024;
const ROWS = 20_000;

const MAPPING = `sources:
  crm:
    kind: postgres
    url: \${URL}
    entities:
      product: { from: note, key: id, watermark: at, columns: { name: text, updated_at: at } }
`;

/** A disk of its own, which can really be full; null where a mount is not allowed. */
function mountDisk(megabytes: number): string | null {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'treeline-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', dir], { stdio: 'ignore' });
    return dir;
  } catch {
    rmSync(dir, { recursive: true });
    return null;
  }
}

const probe = mountDisk(1);
if (probe !== null) unmount(probe);

function unmount(dir: string): void {
  execFileSync('umount', ['-l', dir]);
  rmSync(dir, { recursive: true });
}

let db: TestDatabase;
let disk: string;
let sync: TestSync;
beforeEach(async () => {
  disk = (probe === null ? null : mountDisk(160)) ?? '';
  db = await createDatabase();
  await db.sql('create table note (id int primary key, text text, at timestamptz default clock_timestamp())');
  await db.sql('create index on note (at)');
  // nothing that could be compressed
  await db.sql(`insert into note (id, text) select g, string_agg(md5(random()::text || g || part), '')
    from generate_series(1, ${ROWS}) g, generate_series(1, 16) part group by g`);
  if (probe !== null) sync = await openSync(MAPPING, { URL: db.url }, { dir: disk, file: true });
  return async () => {
    if (probe !== null) await sync.end();
  };
});
afterEach(async () => {
  await db.drop();
  if (probe !== null) unmount(disk);
});

/** Leaves so much room on the disk and no more. */
function leaveRoom(bytes: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(path.join(disk, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
}

function makeRoom(): void {
  rmSync(path.join(disk, 'ballast'), { force: true });
}

const stageFiles = (): string[] => readdirSync(path.join(disk, 'data/treeline.duckdb.stage'));

async function expectSame(): Promise<void> {
  const [source] = await db.sql(
    `select count(*)::int as n, md5(string_agg(id || text, ',' order by id::text collate "C")) as rows from note`,
  );
  expect(
    await sync.query(
      `select count(*)::int as n, md5(string_agg(substr(id, 5) || name, ',' order by substr(id, 5))) as rows from crm.product`,
    ),
  ).toEqual([source]);
  const doubled = await sync.query(
    `select id from (select id, _op, _row_hash, lag(_row_hash || _op) over (partition by id order by _run_id) as before
     from crm_log.product) where before = _row_hash || _op`,
  );
  expect(doubled).toEqual([]);
}

test.skipIf(probe === null)(
  'no room for what comes from the source: told, nothing kept, and on once there is room',
  async () => {
    leaveRoom(4 * MB);
    await expect(sync.run()).rejects.toMatchObject({
      code: 'disk_full',
      message: expect.stringContaining('Make room'),
    });
    expect(stageFiles()).toEqual([]);
    expect(await sync.query('select count(*)::int as n from crm.product')).toEqual([{ n: 0 }]);
    makeRoom();
    expect(await sync.run()).toMatchObject({ entities: [{ landed: ROWS }] });
    await expectSame();
  },
);

test.skipIf(probe === null)(
  'no room at any moment of the write: told, readers go on, nothing lost and nothing twice',
  { timeout: 300_000 },
  async () => {
    await sync.run();
    const causes: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      // less and less: once the stage has no room, once the log of the write, once what folds it into the file
      for (let edit = 0; edit < 8; edit += 1) {
        leaveRoom((1 + ((round * 3) % 5)) * 3 * MB);
        const before = await sync.query(
          'select count(*)::int as n, sum(length(name))::int as size from crm.product',
        );
        await db.sql(
          `update note set text = reverse(text) || 'x', at = clock_timestamp() where id % 6 = ${edit % 6}`,
        );
        try {
          await sync.run();
        } catch (error) {
          expect(error).toMatchObject({ code: 'disk_full' });
          causes.push(String(error instanceof Error ? error.cause : error));
          expect(stageFiles()).toEqual([]);
          expect(
            await sync.query('select count(*)::int as n, sum(length(name))::int as size from crm.product'),
          ).toEqual(before);
          break;
        } finally {
          makeRoom();
        }
      }
      await sync.run();
      await expectSame();
    }
    expect(causes.some((cause) => cause.includes('ENOSPC'))).toBe(true);
    expect(causes.some((cause) => cause.includes('treeline.duckdb'))).toBe(true);
  },
);

test.skipIf(probe === null)(
  'a checkpoint without room ends DuckDB’s instance: readers find the file opened again',
  async () => {
    const file = path.join(disk, 'alone.duckdb');
    const warehouse = await openWarehouse(file);
    const count = () =>
      warehouse.read(
        async (connection) => (await rows(connection, 'select count(*)::int as n from t'))[0]?.['n'],
      );
    await warehouse.write((connection) => connection.run('create table t (a varchar)'));
    leaveRoom(18 * MB);
    let written = 0;
    let failure: unknown = null;
    for (let turn = 0; turn < 40 && failure === null; turn += 1) {
      const insert =
        'insert into t select md5(random()::varchar) || md5(random()::varchar) from range(25000)';
      try {
        await warehouse.write((connection) => transaction(connection, () => connection.run(insert)));
        written += 25_000;
      } catch (error) {
        failure = error;
      }
    }
    expect(failure).toMatchObject({
      code: 'disk_full',
      cause: { message: expect.stringContaining('checkpoint') },
    });
    expect(await count()).toBe(written);
    makeRoom();
    await warehouse.write((connection) => connection.run(`insert into t values ('one more')`));
    expect(await count()).toBe(written + 1);
    await warehouse.close();
    const again = await openWarehouse(file);
    expect(await again.read((connection) => rows(connection, 'select count(*)::int as n from t'))).toEqual([
      { n: written + 1 },
    ]);
    await again.close();
  },
);

test.runIf(probe === null)('skipped: a full disk needs the right to mount one (root)', () => undefined);
