import { afterAll, beforeAll } from 'vitest';
import { testDrift } from './drift-scenario.ts';
import { createMysqlDatabase, type TestMysql } from './mysql-fixture.ts';

let db: TestMysql;
beforeAll(async () => {
  db = await createMysqlDatabase();
});
afterAll(() => db.drop());

testDrift({
  kind: 'mysql',
  url: () => db.url,
  sql: (text) => db.sql(text),
  numeric: 'decimal(12, 2)',
  wider: 'double',
  instant: 'timestamp(6)',
  otherInstant: 'datetime(6)',
  now: 'now(6)',
  retype: (table, column, type) => `alter table ${table} modify ${column} ${type}`,
});
