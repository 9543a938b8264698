import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName } from '../../warehouse/sql-text.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { openWarehouse, rows } from '../../warehouse/warehouse.ts';
import type { FilesConfig } from '../config/config.ts';
import { openRelation } from '../sources/file-relation.ts';
import { listFiles } from '../sources/files/file-listing.ts';
import { withRejects } from '../sources/files/malformed-rows.ts';
import { openWorkbook } from '../sources/files/workbook.ts';
import type { Field, Kind, Relation, Surroundings } from './relation.ts';

const READABLE = /\.(csv|tsv|txt|psv|xlsx|xlsm|jsonl|ndjson|json|parquet)(\.gz)?$/i;
/** Values from which the kind of a column is told. */
const SAMPLE = 500;

/** As `tables:` names it: a file, or one sheet of a workbook that has several. */
export type FileTable = string | { readonly path: string; readonly sheet: string };

/** A folder of files, with the names that the mapping gives them. */
export interface FileSurroundings extends Surroundings {
  readonly tables: Readonly<Record<string, FileTable>>;
  /** Files that cannot be read as they are, with the reason. */
  readonly unreadable: readonly string[];
}

/** Opens every readable file of the folder. Error: `folder_unreadable`. */
export async function lookAtFiles(config: FilesConfig): Promise<FileSurroundings> {
  const names = await readdir(config.path).catch((cause: unknown) => {
    const message = `${config.path} is no folder that can be read. Name the folder with the exported files: --path <folder>.`;
    throw new TreelineError('folder_unreadable', message, { folder: config.path }, cause);
  });
  const files = names.filter((name) => READABLE.test(name)).toSorted();
  if (files.length === 0) {
    throw new TreelineError(
      'folder_unreadable',
      `${config.path} holds no file that can be read: CSV, TSV, Excel (.xlsx), JSON or Parquet. Files in folders inside it are not looked at.`,
      { folder: config.path },
    );
  }
  const warehouse = await openWarehouse(':memory:');
  // files in other encodings are rewritten on the way
  const folder = await mkdtemp(path.join(tmpdir(), 'treeline-init-'));
  let written = 0;
  const temporary = (): string => path.join(folder, `${++written}.csv`);
  const relations: Relation[] = [];
  const tables: Record<string, FileTable> = {};
  const unreadable: string[] = [];
  await warehouse.write(async (connection) => {
    for (const file of files) {
      for (const table of await tablesOf(config, file)) {
        const [said, named] =
          typeof table === 'string' ? [file, file] : [`${file}, ${table.sheet}`, table.sheet];
        const name = tableName(named, Object.keys(tables));
        try {
          const fields = await loadFile(connection, config, table, name, temporary);
          relations.push({ name, fields, key: [] });
          tables[name] = table;
        } catch (error) {
          unreadable.push(`${said} (${error instanceof Error ? error.message : String(error)})`);
        }
      }
    }
  });
  return {
    kind: 'files',
    relations,
    tables,
    unreadable,
    distinct: (relation, column, limit) =>
      warehouse.read(async (connection) => {
        const name = quoteName(column);
        const found = await rows(
          connection,
          `select distinct ${name}::varchar as value from ${quoteName(relation)} where ${name} is not null order by 1 limit ${limit}`,
        );
        return found.map((row) => String(row['value']));
      }),
    ask: (query) =>
      warehouse.read(async (connection) => {
        const found = await rows(connection, query).catch(() => []);
        const [value] = Object.values(found[0] ?? {});
        return value === null || value === undefined ? null : String(value);
      }),
    quote: quoteName,
    async close() {
      await warehouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A workbook of several sheets is a table for each that is shown; its first sheet alone would hide the others. */
async function tablesOf(config: FilesConfig, file: string): Promise<readonly FileTable[]> {
  if (!/\.xls[xm]$/i.test(file)) return [file];
  const workbook = await openWorkbook(path.join(config.path, file)).catch(() => null);
  if (workbook === null) return [file];
  workbook.close();
  const shown = workbook.sheets.filter((one) => !one.isHidden);
  return shown.length < 2 ? [file] : shown.map((one) => ({ path: file, sheet: one.name }));
}

/** A name for expressions: letters and digits of the file's own, once. */
function tableName(file: string, taken: readonly string[]): string {
  const plain = path
    .basename(file)
    .replace(/\.\w+(\.gz)?$/, '')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^(?=\d)/, 't_')
    .toLowerCase();
  let name = plain;
  for (let nth = 2; taken.includes(name); nth += 1) name = `${plain}_${nth}`;
  return name;
}

async function loadFile(
  connection: DuckDBConnection,
  config: FilesConfig,
  of: FileTable,
  name: string,
  temporary: () => string,
): Promise<Field[]> {
  const { path: file, sheet } = typeof of === 'string' ? { path: of, sheet: config.format.sheet } : of;
  const listing = await listFiles(connection, config, file);
  const table = quoteName(name);
  return withRejects(connection, async (into) => {
    const relation = await openRelation(connection, config, listing, { ...config.format, sheet }, temporary);
    if (isData(relation.columns)) {
      throw new Error(
        'its first row looks like data: name its columns, see `header` and `columns` in pipelines/sources/README.md',
      );
    }
    await connection.run(`create table ${table} as select * from ${relation.sql(into)} as file_rows`);
    const fields: Field[] = [];
    for (const column of relation.columns) {
      fields.push({ name: column, kind: await kindOf(connection, table, column) });
    }
    return fields;
  });
}

/** A third of the headings are numbers, days or GUIDs: nobody calls columns so. */
function isData(columns: readonly string[]): boolean {
  const data = columns.filter((name) =>
    /^(-?[\d.,]+|\d{4}-\d\d-\d\d\b.*|\{?[\da-f]{8}-[\da-f]{4}-[\da-f-]+\}?)$/i.test(name),
  );
  return data.length * 3 >= columns.length;
}

async function kindOf(connection: DuckDBConnection, table: string, column: string): Promise<Kind> {
  const value = `${quoteName(column)}::varchar`;
  const [found] = await rows(
    connection,
    `select count(*)::integer as n,
       count(*) filter (regexp_full_match(value, '-?[\\d,]+(\\.\\d+)?'))::integer as numbers,
       count(*) filter (regexp_matches(value, '^\\d{1,4}[-/.年]\\d{1,2}[-/.月]\\d{1,4}'))::integer as moments,
       count(*) filter (lower(value) in ('true', 'false', '是', '否', 'yes', 'no'))::integer as booleans
     from (select trim(${value}) as value from ${table} where ${value} is not null limit ${SAMPLE})`,
  );
  const share = (of: string) => Number(found?.[of] ?? 0) / Math.max(1, Number(found?.['n'] ?? 0));
  if (share('moments') > 0.9) return 'moment';
  if (share('numbers') > 0.9) return 'number';
  return share('booleans') > 0.9 ? 'boolean' : 'text';
}
