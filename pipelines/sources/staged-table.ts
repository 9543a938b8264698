import { rm } from 'node:fs/promises';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import { rows, transaction } from '../../warehouse/warehouse.ts';
import type { StageRun } from '../sync/stage.ts';

/** Large enough to keep DuckDB's reader busy, small enough to overlap download and load. */
export const CHUNK_BYTES = 32 * 1024 * 1024;
/** The longest row: servers allow 1 GB, DuckDB needs a bound to size its buffers. */
export const MAX_ROW_BYTES = 16 * 1024 * 1024;

/**
 * A whole chunk: where a quoted text with line ends lies across two buffers, DuckDB 1.5.5 may cut a row out of it.
 */
const BUFFER_BYTES = CHUNK_BYTES + 2 * MAX_ROW_BYTES;

/** A column of a staged table; `read` is a DuckDB expression for what the source could not write as wanted. */
export interface StagedColumn {
  readonly name: string;
  readonly read: ((text: string) => string) | null;
}

/** Where rows are when they have arrived. */
interface StagedTable {
  readonly table: string;
  readonly rows: number;
}

/**
 * Loads CSV files, as they come and deleting each, into a new table of the stage. Null is nothing, the empty text "".
 * One transaction: after each commit DuckDB rewrites the new rows of an in-memory database, which costs thrice the load.
 */
export async function loadChunks(
  stage: StageRun,
  columns: readonly StagedColumn[],
  filesOf: (prefix: string) => AsyncIterable<string>,
  onLoaded: (rows: number) => void,
): Promise<StagedTable> {
  const table = stage.table('raw');
  const duckdb = stage.connection;
  const list = columns.map(({ name }) => `${quoteName(name)} varchar`).join(', ');
  const structure = columns.map(({ name }) => `${quoteText(name)}: 'varchar'`).join(', ');
  const values = columns.map(({ name, read }) => (read === null ? quoteName(name) : read(quoteName(name))));
  let loaded = 0;
  const load = async (file: string): Promise<void> => {
    const result =
      await duckdb.run(`insert into ${table} select ${values.join(', ')} from read_csv(${quoteText(file)},
      auto_detect = false, header = false, columns = {${structure}}, delim = ',', quote = '"', escape = '"',
      nullstr = '', allow_quoted_nulls = false, new_line = '\\n', comment = '',
      max_line_size = ${MAX_ROW_BYTES}, buffer_size = ${BUFFER_BYTES}, parallel = false)`);
    loaded += result.rowsChanged;
    await rm(file);
    onLoaded(loaded);
  };
  await transaction(duckdb, async () => {
    await duckdb.run(`create table ${table} (${list})`);
    let loading: Promise<void> = Promise.resolve();
    try {
      for await (const file of filesOf(table.replaceAll('.', '-'))) {
        await loading;
        loading = load(file);
        // the next await sees the failure; without this, one during the download would count as unhandled
        loading.catch(() => undefined);
      }
    } finally {
      // a transaction cannot be rolled back under a statement that still runs
      await loading.catch(() => undefined);
    }
    await loading;
  });
  return { table, rows: loaded };
}

/**
 * The highest `_watermark` of a staged table that is not ahead of the source's clock: a row dated in the future must
 * not push the watermark past rows still to come. Never lower than `since`; `now` is a DuckDB expression.
 */
export async function highestWatermark(
  stage: StageRun,
  table: string,
  type: 'bigint' | 'hugeint' | 'date' | 'timestamp' | 'timestamptz',
  now: string | null,
  since: string | null,
): Promise<string | null> {
  const limit = now === null ? '' : `where try_cast(_watermark as ${type}) <= ${now}`;
  const found = await rows(
    stage.connection,
    `select max_by(_watermark, try_cast(_watermark as ${type})) as highest, (${now ?? 'null'})::varchar as now
     from ${table} ${limit}`,
  );
  const highest = found[0]?.['highest'];
  const clock = found[0]?.['now'];
  if (typeof highest !== 'string') return since ?? (typeof clock === 'string' ? clock : null);
  if (since === null) return highest;
  const later = await rows(
    stage.connection,
    `select ${quoteText(highest)}::${type} > ${quoteText(since)}::${type} as is_later`,
  );
  return later[0]?.['is_later'] === true ? highest : since;
}
