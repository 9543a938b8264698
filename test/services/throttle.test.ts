import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMysqlDatabase, type TestMysql } from './mysql-fixture.ts';
import { createDatabase, openSync, type TestDatabase, type TestSync } from './sync-fixture.ts';

const ROWS = 30_000;
const ROW_BYTES = 1_000;

let postgres: TestDatabase;
let mysql: TestMysql;
beforeAll(async () => {
  postgres = await createDatabase();
  mysql = await createMysqlDatabase();
  await postgres.sql(
    `create table note as select g as id, repeat('x', ${ROW_BYTES}) as text from generate_series(1, ${ROWS}) g`,
  );
  await mysql.sql(
    `create table note as select seq as id, repeat('x', ${ROW_BYTES}) as text from seq_1_to_${ROWS}`,
  );
});
afterAll(async () => {
  await postgres.drop();
  await mysql.drop();
});

const openAt = (kind: 'postgres' | 'mysql', settings: string, where = 'true'): Promise<TestSync> =>
  openSync(
    `sources:
  crm:
    kind: ${kind}
    url: \${URL}
    ${settings}
    entities:
      product: { from: note, where: "${where}", key: id, columns: { name: text } }
`,
    { URL: kind === 'postgres' ? postgres.url : mysql.url },
  );

test.each(['postgres', 'mysql'] as const)(
  '%s: what is read slowly arrives whole, and not before its time',
  async (kind) => {
    const sync = await openAt(kind, 'max_read_mb_per_s: 2', 'id <= 2000');
    const begun = performance.now();
    expect((await sync.run()).entities).toMatchObject([{ read: 2000, landed: 2000 }]);
    // 2 MB at 2 MB/s, less the tenth of a second that a reader has to its credit
    expect(performance.now() - begun).toBeGreaterThan(900);
    await sync.end();
  },
);

test.each(['postgres', 'mysql'] as const)(
  '%s: the server waits for a slow reader, and its timeout says why it ran out',
  async (kind) => {
    // all of it would take half a minute: a server that could send it at once would not notice
    const sync = await openAt(kind, 'max_read_mb_per_s: 1\n    statement_timeout_s: 2');
    await expect(sync.run()).rejects.toMatchObject({
      code: 'source_timeout',
      message: expect.stringContaining('slowed to 1 MB/s (max_read_mb_per_s)'),
    });
    await sync.end();
  },
);
