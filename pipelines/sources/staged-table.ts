import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import { rows, transaction } from '../../warehouse/warehouse.ts';
import type { Intake } from '../sync/intake.ts';
import type { StageRun } from '../sync/stage.ts';
import { SHORT_ROW_BYTES, type ChunkSizes, type RowChunk } from './row-chunks.ts';

/** Large enough to keep DuckDB's reader busy, small enough to be read in one piece. */
export const CHUNK_BYTES = 32 * 1024 * 1024;
/** The longest row: servers allow 1 GB, DuckDB needs a bound to size its buffers. */
export const MAX_ROW_BYTES = 16 * 1024 * 1024;

/** Whoever waits is given what there is, so that download and load overlap; few large statements are cheaper than many. */
export const CHUNK_SIZES: ChunkSizes = {
  least: CHUNK_BYTES / 2,
  mostQuoted: CHUNK_BYTES,
  most: 4 * CHUNK_BYTES,
};

/** Where a quoted text with line ends lies across two buffers, DuckDB 1.5.5 may cut a row out of it. */
function inOneBuffer(bytes: number): string {
  return `max_line_size = ${MAX_ROW_BYTES}, buffer_size = ${bytes + 2 * MAX_ROW_BYTES}, parallel = false`;
}

/** A piece for each thread in turn. */
const IN_PARALLEL = `max_line_size = ${2 * SHORT_ROW_BYTES}, buffer_size = ${CHUNK_BYTES / 4}, parallel = true`;

/** A column of a staged table; `read` is a DuckDB expression for what the source could not write as wanted. */
export interface StagedColumn {
  readonly name: string;
  readonly read: ((text: string) => string) | null;
}

/** What stands behind a row's values where the rows are kept in the stage. */
export const WATERMARK: StagedColumn = { name: '_watermark', read: null };

/** How chunks are taken in: answers the number of rows. */
export type TakeChunk<C> = (chunk: C) => Promise<number>;

/** Takes in files of CSV. Null is nothing, the empty text "". */
export function takeRowChunk(
  stage: StageRun,
  columns: readonly StagedColumn[],
  intake: Intake,
): TakeChunk<RowChunk> {
  const { straight } = intake;
  return async (chunk) => {
    const texts = relationOf(chunk, columns, null);
    if (straight !== null && !chunk.mayHoldNul) {
      const typeOf = (column: string): string => straight.typeOf(column);
      await straight.take(relationOf(chunk, columns, typeOf), texts, chunk.rows);
      return chunk.rows;
    }
    const taken = await stage.connection.run(intake.insertSql(texts));
    return taken.rowsChanged;
  };
}

/** The rows of a chunk, as texts or, with `typeOf`, without those that are none of these types. */
export function relationOf(
  { file, bytes, isSimple }: RowChunk,
  columns: readonly StagedColumn[],
  typeOf: ((column: string) => string) | null,
): string {
  const types = columns.map(({ name, read }) => {
    const type = read === null ? typeOf?.(name) : undefined;
    return `${quoteText(name)}: ${quoteText(type ?? 'varchar')}`;
  });
  const values = columns.map(({ name, read }) =>
    read === null ? quoteName(name) : `${read(quoteName(name))} as ${quoteName(name)}`,
  );
  return `select ${values.join(', ')} from read_csv(${quoteText(file)},
    auto_detect = false, header = false, columns = {${types.join(', ')}}, delim = ',', quote = '"', escape = '"',
    nullstr = '', allow_quoted_nulls = false, new_line = '\\n', comment = '', ignore_errors = ${typeOf !== null},
    ${isSimple ? IN_PARALLEL : inOneBuffer(bytes)})`;
}

/**
 * Takes in files as they come, and answers the number of rows.
 * One transaction: after each commit DuckDB rewrites the new rows of an in-memory database, which costs thrice the load.
 */
export async function loadChunks<C>(
  stage: StageRun,
  take: TakeChunk<C>,
  chunksOf: (files: { dir: string; prefix: string }, isAwaited: () => boolean) => AsyncIterable<C>,
  onLoaded: (rows: number) => void,
): Promise<number> {
  let loaded = 0;
  let isAwaited = true;
  const load = async (chunk: C): Promise<void> => {
    isAwaited = false;
    loaded += await take(chunk);
    isAwaited = true;
    onLoaded(loaded);
  };
  await transaction(stage.connection, async () => {
    let loading: Promise<void> = Promise.resolve();
    try {
      for await (const chunk of chunksOf({ dir: stage.dir, prefix: 'chunk' }, () => isAwaited)) {
        await loading;
        loading = load(chunk);
        // the next await sees the failure; without this, one during the download would count as unhandled
        loading.catch(() => undefined);
      }
    } finally {
      // a transaction cannot be rolled back under a statement that still runs
      await loading.catch(() => undefined);
    }
    await loading;
  });
  return loaded;
}

/**
 * The highest `_watermark` that was taken in and is not ahead of the source's clock: a row dated in the future must
 * not push the watermark past rows still to come. Never lower than `since`; `now` is a DuckDB expression.
 */
export async function highestWatermark(
  stage: StageRun,
  { table, part }: Intake,
  type: 'bigint' | 'hugeint' | 'date' | 'timestamp' | 'timestamptz',
  now: string | null,
  since: string | null,
): Promise<string | null> {
  const limit = now === null ? '' : `and try_cast(_watermark as ${type}) <= ${now}`;
  const found = await rows(
    stage.connection,
    `select max_by(_watermark, try_cast(_watermark as ${type})) as highest, (${now ?? 'null'})::varchar as now
     from ${table} where _part = ${part} ${limit}`,
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
