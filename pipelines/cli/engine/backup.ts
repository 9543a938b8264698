import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import { openWarehouse, rows, type Warehouse } from '../../../warehouse/warehouse.ts';
import type { BackupResult } from './operations.ts';

const tableRow = z.object({ schema_name: z.string(), table_name: z.string() });
const countRow = z.object({ name: z.string(), rows: z.coerce.number() });

/** Rows of every table of the connection's own database, by counting them: the catalogue only estimates. */
async function countRows(connection: DuckDBConnection): Promise<Map<string, number>> {
  const tables = z.array(tableRow).parse(
    await rows(
      connection,
      `select schema_name, table_name from duckdb_tables()
       where database_name = current_database() and not temporary order by all`,
    ),
  );
  const branches = tables.map(({ schema_name: schema, table_name: table }) => {
    const name = `"${schema}"."${table}"`;
    return `select '${name}' as name, count(*) as rows from ${name}`;
  });
  if (branches.length === 0) return new Map();
  const counted = z.array(countRow).parse(await rows(connection, branches.join(' union all ')));
  return new Map(counted.map((one) => [one.name, one.rows]));
}

/**
 * Copies the warehouse, history and all, as one snapshot into `<folder>/treeline.duckdb`, while readers read on, and
 * what the application remembers beside it. Errors: `backup_exists`, `backup_failed`.
 */
export async function backUp(
  warehouse: Warehouse,
  folder: string,
  backUpState: (folder: string) => Promise<BackupResult['state']>,
): Promise<BackupResult> {
  const started = performance.now();
  await prepare(folder);
  const file = path.join(folder, 'treeline.duckdb');
  try {
    // the writer's turn, so that nothing lands between one table's copy and the next
    const original = await warehouse.write(async (connection) => {
      const [own] = z
        .tuple([z.object({ name: z.string() })])
        .parse(await rows(connection, 'select current_database() as name'));
      await connection.run(`attach '${file.replaceAll("'", "''")}' as treeline_backup`);
      try {
        await connection.run(`copy from database "${own.name}" to treeline_backup`);
        return await countRows(connection);
      } finally {
        await connection.run('detach treeline_backup');
      }
    });
    const copied = await countCopy(file);
    const differs = [...original].filter(([name, count]) => copied.get(name) !== count);
    if (differs.length > 0)
      throw new Error(`the copy differs in ${differs.map(([name]) => name).join(', ')}`);
    const state = await backUpState(`${file}.state`);
    const { size } = await stat(file);
    return { file, bytes: size, tables: copied.size, ms: Math.round(performance.now() - started), state };
  } catch (cause) {
    await rm(file, { force: true });
    await rm(`${file}.state`, { recursive: true, force: true });
    throw new TreelineError(
      'backup_failed',
      `The backup to ${folder} failed. Check that the disk has room and the folder can be written, then run it again.`,
      { folder },
      cause,
    );
  }
}

async function prepare(folder: string): Promise<void> {
  if (existsSync(folder) && (!(await stat(folder)).isDirectory() || (await readdir(folder)).length > 0)) {
    throw new TreelineError(
      'backup_exists',
      `${folder} is not an empty folder. A backup never overwrites: name a new folder.`,
      { folder },
    );
  }
  await mkdir(folder, { recursive: true });
}

/** Opens the copy as a restore would. */
async function countCopy(file: string): Promise<Map<string, number>> {
  const copy = await openWarehouse(file);
  try {
    return await copy.read(countRows);
  } finally {
    await copy.close();
  }
}
