import { open } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { rows } from '../../../warehouse/warehouse.ts';
import { quoteName } from '../../../warehouse/sql-text.ts';
import type { FileRelation, RejectTables } from '../file-relation.ts';
import type { MalformedRow } from '../source.ts';
import { showBytes } from './decode-text.ts';

/** More broken rows than this, and more than good ones, is a wrong setting and no broken row. */
const FEW = 1000;
const MOST = 100_000;

/** Work with tables for the rows that are no rows, which live as long as the pooled connection: their names must not come back. */
let readings = 0;

export async function withRejects<T>(
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

/** Rows that could not be read, and whether they are so many that the file was misunderstood. */
export async function readMalformed(
  connection: DuckDBConnection,
  into: RejectTables,
  relations: readonly FileRelation[],
  goodRows: number,
): Promise<{ rows: readonly MalformedRow[]; isMisread: boolean }> {
  const records = relations.flatMap((one) => one.malformed);
  const malformed: MalformedRow[] = records.map((raw) => ({ reason: 'malformed_row', column: null, raw }));
  const exists = await rows(
    connection,
    `select 1 as one from duckdb_tables() where temporary and table_name = '${into.rejects}'`,
  );
  if (exists.length === 0) return { rows: malformed, isMisread: false };
  // DuckDB reports a short line once per missing column, and again for each time the file is read
  const lines = `select any_value(file_path) as file, arg_min(error_type::varchar, column_idx) as error_type,
      arg_min(column_name, column_idx) as column_name, any_value(line_byte_position)::bigint as position, line, csv_line
    from ${quoteName(into.rejects)} join (select distinct scan_id, file_id, file_path from ${quoteName(into.scans)})
      using (scan_id, file_id) group by file_path, line, csv_line`;
  const counted = await rows(connection, `select count(*)::integer as count from (${lines})`);
  const count = Number(counted[0]?.['count']) + records.length;
  if (count > MOST || (count > FEW && count > goodRows)) return { rows: [], isMisread: true };
  const marked = new Set(relations.flatMap((one) => [...one.marked]));
  for (const row of await rows(connection, `${lines} order by file, line`)) {
    const isForeign = row['error_type'] === 'INVALID ENCODING';
    const line = String(row['csv_line'] ?? '');
    const file = String(row['file']);
    malformed.push({
      reason: isForeign ? 'invalid_encoding' : 'malformed_row',
      column: typeof row['column_name'] === 'string' ? row['column_name'] : null,
      raw: (isForeign ? await readLine(file, Number(row['position']), line, marked) : line).trim(),
    });
  }
  return { rows: malformed, isMisread: false };
}

/** A line with its bytes as they are: DuckDB puts question marks where they are no text. */
async function readLine(
  file: string,
  position: number,
  line: string,
  marked: ReadonlySet<string>,
): Promise<string> {
  const length = Buffer.byteLength(line);
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position - 1);
    return showBytes(buffer.subarray(0, bytesRead), marked.has(path.resolve(file)));
  } finally {
    await handle.close();
  }
}
