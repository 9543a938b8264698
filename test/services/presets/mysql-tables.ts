import { readFileSync } from 'node:fs';
import type { TestMysql } from '../mysql-fixture.ts';

export type Line = Readonly<Record<string, string | number | null>>;

/** Inserts lines that all have the same columns. */
export async function insertLines(db: TestMysql, table: string, lines: readonly Line[]): Promise<void> {
  const columns = Object.keys(lines[0] ?? {});
  if (columns.length === 0) return;
  const values = lines.map((line) => columns.map((name) => line[name] ?? null));
  await db.sql(`insert into ${table} (${columns.join(', ')}) values ?`, [values]);
}

/** Runs the statements of a file of table definitions. */
export async function runTables(db: TestMysql, file: URL): Promise<void> {
  const text = readFileSync(file, 'utf8').replaceAll(/^--.*$/gm, '');
  for (const statement of text.split(';').filter((one) => one.trim() !== '')) await db.sql(statement);
}

/** Berlin's day of a UTC instant from 2023 to 2025: MariaDB knows no zones before it was told. */
export function berlinDay(sql: string): string {
  return `date(date_add(${sql}, interval case
    when ${sql} >= '2023-03-26 01:00' and ${sql} < '2023-10-29 01:00' or ${sql} >= '2024-03-31 01:00' and ${sql} < '2024-10-27 01:00'
      or ${sql} >= '2025-03-30 01:00' and ${sql} < '2025-10-26 01:00' then 2 else 1 end hour))`;
}
