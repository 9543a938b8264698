import type { DuckDBConnection } from '@duckdb/node-api';
import { rows, type Warehouse } from '../../warehouse/warehouse.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Feed, FilesConfig } from '../config/config.ts';
import type { Problem } from '../config/problem.ts';
import { openRelation, type FileRelation, type RejectTables } from './file-relation.ts';
import { checkFeed, feedRelation, feedSelect, type OpenFiles } from './files-check.ts';
import type { Extract, Form, MalformedRow, Source } from './source.ts';
import { quoteName } from './sql-text.ts';

/** Everything arrives as the files have it. */
const FORMS: ReadonlyMap<string, Form> = new Map();

// temporary tables live as long as the pooled connection: their names must not come back
let readings = 0;

/** A folder of CSV files with headers, and Parquet files, read by DuckDB; expressions are DuckDB's SQL. */
export function createFilesSource(config: FilesConfig, warehouse: Warehouse): Source {
  const feeds = Object.values(config.entities).flat();

  async function openFiles(
    connection: DuckDBConnection,
    wanted: readonly Feed[],
    into: RejectTables,
  ): Promise<OpenFiles> {
    const tables = new Map<string, FileRelation>();
    for (const [name, pattern] of Object.entries(config.tables)) {
      tables.set(name, await openRelation(connection, config, pattern, into));
    }
    const direct = new Map<string, FileRelation>();
    for (const { from } of wanted) {
      if (from === null || tables.has(from) || direct.has(from)) continue;
      direct.set(from, await openRelation(connection, config, from, into));
    }
    return { tables, direct };
  }

  async function withRejects<T>(
    connection: DuckDBConnection,
    work: (into: RejectTables) => Promise<T>,
  ): Promise<T> {
    const into = { rejects: `treeline_rejects_${++readings}`, scans: `treeline_scans_${readings}` };
    try {
      return await work(into);
    } finally {
      await connection.run(`drop table if exists ${into.rejects}`);
      await connection.run(`drop table if exists ${into.scans}`);
    }
  }

  return {
    name: config.name,
    canPoll: () => false,
    forms: () => FORMS,
    check: () =>
      warehouse.read((connection) =>
        withRejects(connection, async (into) => {
          const files = await openFiles(connection, feeds, into);
          const problems: Problem[] = [];
          for (const feed of feeds) problems.push(...(await checkFeed(connection, config, feed, files)));
          return problems;
        }),
      ),
    hold: () => Promise.resolve(),
    release: () => Promise.resolve(),
    fingerprints: () => Promise.resolve([]),
    // files are always read whole
    counts: () => Promise.resolve(null),
    async extract(requests, stage, onProgress) {
      const { connection } = stage;
      const prints = await withRejects(connection, async (into) => {
        const files = await openFiles(
          connection,
          requests.map((one) => one.feed),
          into,
        );
        return new Map(requests.map(({ feed }) => [feed, feedRelation(feed, files).print]));
      });
      const moved = new Set(
        requests.filter((one) => prints.get(one.feed) !== one.since).map((one) => one.feed.entity),
      );
      const extracts: Extract[] = [];
      for (const { feed } of requests.filter((one) => moved.has(one.feed.entity))) {
        const table = stage.table('raw');
        const extract = await withRejects(connection, async (into): Promise<Extract> => {
          const files = await openFiles(connection, [feed], into);
          await connection
            .run(`create table ${table} as ${feedSelect(feed, files)}`)
            .catch((error: unknown) => Promise.reject(describeFailure(config, feed, error)));
          const malformed = await readMalformed(connection, into);
          const counted = await rows(connection, `select count(*)::integer as rows from ${table}`);
          const watermark = prints.get(feed) ?? null;
          const found = Number(counted[0]?.['rows']);
          return { feed, table, forms: FORMS, rows: found, full: true, watermark, malformed };
        });
        onProgress(feed, extract.rows);
        extracts.push(extract);
      }
      return extracts;
    },
    close: () => Promise.resolve(),
  };
}

/** Lines that could not be read as rows; the text is the line itself. */
async function readMalformed(connection: DuckDBConnection, into: RejectTables): Promise<MalformedRow[]> {
  const exists = await rows(
    connection,
    `select 1 as one from duckdb_tables() where temporary and table_name = '${into.rejects}'`,
  );
  if (exists.length === 0) return [];
  // DuckDB reports a short line once per missing column, and again for each time the file is read
  const found = await rows(
    connection,
    `select arg_min(error_type::varchar, column_idx) as error_type, arg_min(column_name, column_idx) as column_name,
       csv_line
     from ${quoteName(into.rejects)} group by line, csv_line order by line`,
  );
  return found.map((row) => ({
    reason: row['error_type'] === 'INVALID ENCODING' ? 'invalid_encoding' : 'malformed_row',
    column: typeof row['column_name'] === 'string' ? row['column_name'] : null,
    raw: String(row['csv_line'] ?? '').trim(),
  }));
}

/** DuckDB quotes the value that it could not convert: only the kind of failure may be told. */
function describeFailure(config: FilesConfig, feed: Feed, error: unknown): TreelineError {
  const text = error instanceof Error ? error.message : String(error);
  const facts = { source: config.name, entity: feed.entity, from: feed.from };
  const where = `source "${config.name}", ${feed.entity}${feed.from === null ? '' : ` from ${feed.from}`}`;
  if (/CSV/.test(text)) {
    return new TreelineError(
      'file_unreadable',
      `${where}: this is not a CSV file of one shape. Save it as UTF-8 with "${config.delimiter}" between values, double quotes around text, and one kind of line ending.`,
      facts,
      error,
    );
  }
  return new TreelineError(
    'source_query',
    `${where}: an expression met a value that it cannot convert (${text.split(':')[0] ?? 'error'}). Use try_cast in the mapping.`,
    facts,
    error,
  );
}
