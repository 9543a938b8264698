import { fileURLToPath } from 'node:url';
import type { DuckDBConnection } from '@duckdb/node-api';
import { readModels } from '../../../models/runner/model-file.ts';
import { rows, type Row } from '../../../warehouse/warehouse.ts';

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

/** Tables of what ranks everybody: made anew at the turn of the day, and not in between. */
export async function dailyTables(): Promise<readonly string[]> {
  const models = await readModels(fileURLToPath(new URL('../../../models', import.meta.url)));
  return models.flatMap((one) => (one.load.kind === 'full' && one.load.at === 'day' ? [one.name] : []));
}

/** Rows that only one of the kept star and the present one has, by table, with an example of each side. */
export async function starDifferences(
  connection: DuckDBConnection,
  except: readonly string[] = [],
): Promise<string[]> {
  const differences: string[] = [];
  for (const table of await starTables(connection)) {
    if (except.includes(`star.${table}`)) continue;
    const gone = await rows(connection, `select * from kept.${table} except all select * from star.${table}`);
    const fresh = await rows(
      connection,
      `select * from star.${table} except all select * from kept.${table}`,
    );
    if (gone.length + fresh.length === 0) continue;
    differences.push(`star.${table}: ${describe(gone, fresh)}`);
  }
  return differences;
}

/** Which columns differ how often, each row beside the one most like it, with one example. */
function describe(gone: readonly Row[], fresh: readonly Row[]): string {
  const byColumns = new Map<string, { count: number; example: string }>();
  for (const row of gone) {
    const twin = fresh.reduce<Row | null>(
      (best, one) => (best === null || alike(row, one) > alike(row, best) ? one : best),
      null,
    );
    const columns = Object.keys(row).filter((column) => twin === null || row[column] !== twin[column]);
    const isSame = twin !== null && columns.length * 2 < Object.keys(row).length;
    const what = isSame ? columns.join(', ') : 'a row too many';
    const example = isSame
      ? `${Object.values(row).slice(0, 3).join(' ')}: ${columns.map((column) => `${column} ${String(row[column])} → ${String(twin[column])}`).join(', ')}`
      : JSON.stringify(row);
    const known = byColumns.get(what);
    byColumns.set(what, { count: (known?.count ?? 0) + 1, example: known?.example ?? example });
  }
  const missing =
    fresh.length > gone.length
      ? [`${String(fresh.length - gone.length)} rows missing, e.g. ${JSON.stringify(fresh[0])}`]
      : [];
  return [
    ...[...byColumns].map(
      ([what, { count, example }]) => `${what} ×${String(count)} (after increments → full: ${example})`,
    ),
    ...missing,
  ].join('; ');
}

function alike(a: Row, b: Row): number {
  return Object.keys(a).filter((column) => a[column] === b[column]).length;
}
