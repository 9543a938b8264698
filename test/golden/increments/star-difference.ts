import type { DuckDBConnection } from '@duckdb/node-api';
import { rows } from '../../../warehouse/warehouse.ts';

/** What says when a version was made, not what it says. */
const BOOKKEEPING = new Set(['publish', 'publish_history']);

async function starTables(connection: DuckDBConnection): Promise<string[]> {
  const found = await rows(
    connection,
    `select table_name from information_schema.tables where table_schema = 'star' and table_type = 'BASE TABLE' order by 1`,
  );
  return found.map((row) => String(row['table_name'])).filter((name) => !BOOKKEEPING.has(name));
}

/** Keeps a copy of every table of the star. */
export async function keepStar(connection: DuckDBConnection): Promise<void> {
  await connection.run('drop schema if exists kept cascade; create schema kept');
  for (const table of await starTables(connection)) {
    await connection.run(`create table kept.${table} as select * from star.${table}`);
  }
}

/** Rows that only one of the kept star and the present one has, by table, with an example of each side. */
export async function starDifferences(connection: DuckDBConnection): Promise<string[]> {
  const differences: string[] = [];
  for (const table of await starTables(connection)) {
    const gone = await rows(connection, `select * from kept.${table} except all select * from star.${table}`);
    const fresh = await rows(
      connection,
      `select * from star.${table} except all select * from kept.${table}`,
    );
    if (gone.length + fresh.length === 0) continue;
    differences.push(
      `star.${table}: ${String(gone.length)} rows only after increments, e.g. ${JSON.stringify(gone[0])}; ` +
        `${String(fresh.length)} only after the full build, e.g. ${JSON.stringify(fresh[0])}`,
    );
  }
  return differences;
}
