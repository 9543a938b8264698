import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteText } from '../../warehouse/sql-text.ts';
import { rows } from '../../warehouse/warehouse.ts';
import type { Feed } from '../config/config.ts';

/** A column that a table of a source has. */
export interface KnownColumn {
  readonly type: string;
  /** When it turned up in a table that was known before; null: it was there from the beginning. UTC. */
  readonly notedAt: string | null;
}

/** What the tables of the sources looked like when they were last read. */
export interface KnownShapes {
  /** Null when the table has not been seen yet. */
  columns(source: string, table: string): ReadonlyMap<string, KnownColumn> | null;
  /** Mapped column → type; null when the feed has not been read yet. */
  mapped(feed: Feed): ReadonlyMap<string, string> | null;
}

/** What is to be remembered of one source from now on. */
export interface SourceShapes {
  readonly source: string;
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, KnownColumn>>;
  readonly mapped: ReadonlyMap<Feed, ReadonlyMap<string, string>>;
}

function place(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

export async function readShapes(connection: DuckDBConnection): Promise<KnownShapes> {
  const columns = new Map<string, Map<string, KnownColumn>>();
  for (const row of await rows(connection, 'select * from meta.source_column')) {
    const at = place(String(row['source']), String(row['table_name']));
    const notedAt = row['noted_at'];
    const known = columns.get(at) ?? new Map<string, KnownColumn>();
    known.set(String(row['column_name']), {
      type: String(row['type']),
      notedAt: typeof notedAt === 'string' ? notedAt : null,
    });
    columns.set(at, known);
  }
  const mapped = new Map<string, Map<string, string>>();
  for (const row of await rows(connection, 'select * from meta.mapped_type')) {
    const at = place(String(row['source']), String(row['entity']), Number(row['feed']));
    const known = mapped.get(at) ?? new Map<string, string>();
    known.set(String(row['column_name']), String(row['type']));
    mapped.set(at, known);
  }
  return {
    columns: (source, table) => columns.get(place(source, table)) ?? null,
    mapped: (feed) => mapped.get(place(feed.source, feed.entity, feed.index)) ?? null,
  };
}

/** Keeps the shapes of a source in the place of those that were known. */
export async function writeShapes(connection: DuckDBConnection, shapes: SourceShapes): Promise<void> {
  const source = quoteText(shapes.source);
  await connection.run(`delete from meta.source_column where source = ${source}`);
  await connection.run(`delete from meta.mapped_type where source = ${source}`);
  const columns = [...shapes.columns].flatMap(([table, list]) =>
    [...list].map(([name, { type, notedAt }]) => {
      const noted = notedAt === null ? 'null' : `timestamp ${quoteText(notedAt)}`;
      return `(${source}, ${quoteText(table)}, ${quoteText(name)}, ${quoteText(type)}, ${noted})`;
    }),
  );
  const mapped = [...shapes.mapped].flatMap(([{ entity, index }, list]) =>
    [...list].map(
      ([name, type]) => `(${source}, ${quoteText(entity)}, ${index}, ${quoteText(name)}, ${quoteText(type)})`,
    ),
  );
  if (columns.length > 0) await connection.run(`insert into meta.source_column values ${columns.join(', ')}`);
  if (mapped.length > 0) await connection.run(`insert into meta.mapped_type values ${mapped.join(', ')}`);
}
