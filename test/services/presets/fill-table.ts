import type { TestDatabase } from '../sync-fixture.ts';

export type TableRow = Readonly<Record<string, unknown>>;

/** Inserts rows that all have the same columns; PostgreSQL reads the values as their columns' types. */
export async function fillTable(db: TestDatabase, table: string, rows: readonly TableRow[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).map((name) => `"${name}"`);
  if (columns.length === 0) return;
  await db.sql(
    `insert into ${table} (${columns.join(', ')})
     select ${columns.join(', ')} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}
