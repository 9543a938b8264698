import { afterAll, beforeAll } from 'vitest';
import { testDrift } from './drift-scenario.ts';
import { createDatabase, type TestDatabase } from './sync-fixture.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await createDatabase();
});
afterAll(() => db.drop());

testDrift({
  kind: 'postgres',
  url: () => db.url,
  sql: (text) => db.sql(text),
  numeric: 'numeric(12, 2)',
  wider: 'double precision',
  instant: 'timestamptz',
  otherInstant: 'timestamp',
  now: 'clock_timestamp()',
  retype: (table, column, type) =>
    `alter table ${table} alter ${column} drop default, alter ${column} type ${type} using ${column}::${type}`,
});
