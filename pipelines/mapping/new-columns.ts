import type { Config, Feed } from '../config/config.ts';
import type { FeedShape } from '../sources/feed-shape.ts';
import type { KnownColumn, KnownShapes } from '../sync/known-shapes.ts';

/** A column that a mapped table has gained. */
export interface NewColumn {
  readonly source: string;
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

/** How the table or query of a feed is called among the tables of its source. */
function tableOf(feed: Feed): string {
  return feed.from ?? `query ${feed.index + 1} of ${feed.entity}`;
}

/** The tables of a source's feeds as they are now, and what is new in those that were known. */
export function compareTables(
  feeds: readonly Feed[],
  shapes: ReadonlyMap<Feed, FeedShape>,
  known: KnownShapes,
  now: string,
): { readonly columns: Map<string, ReadonlyMap<string, KnownColumn>>; readonly news: readonly NewColumn[] } {
  const columns = new Map<string, ReadonlyMap<string, KnownColumn>>();
  const news: NewColumn[] = [];
  for (const feed of feeds) {
    const table = tableOf(feed);
    // several entities may be read from one table
    if (columns.has(table)) continue;
    const before = known.columns(feed.source, table);
    const shape = shapes.get(feed);
    // one that cannot be read at the moment is not forgotten
    if (shape === undefined && before !== null) columns.set(table, before);
    if (shape === undefined) continue;
    const seen = new Map<string, KnownColumn>();
    for (const [column, type] of shape.columns) {
      const isNew = before !== null && !before.has(column);
      seen.set(column, { type, notedAt: isNew ? now : (before?.get(column)?.notedAt ?? null) });
      if (isNew) news.push({ source: feed.source, table, column, type });
    }
    columns.set(table, seen);
  }
  return { columns, news };
}

export function describeNewColumn({ source, table, column, type }: NewColumn): string {
  return `${source}: ${table} has a new column "${column}" (${type}). It is not mapped; map it if it matters.`;
}

/** Columns that tables have gained since they were first read, and that no mapping speaks of. */
export function unmappedColumns(config: Config, known: KnownShapes): readonly NewColumn[] {
  const found = new Map<string, NewColumn>();
  for (const { name: source, entities } of Object.values(config.sources)) {
    const feeds = Object.values(entities).flat();
    for (const table of new Set(feeds.map(tableOf))) {
      const readers = feeds.filter((feed) => tableOf(feed) === table);
      for (const [column, { type, notedAt }] of known.columns(source, table) ?? []) {
        if (notedAt === null || readers.some((feed) => mentions(feed, column))) continue;
        found.set(`${source}/${table}/${column}`, { source, table, column, type });
      }
    }
  }
  return [...found.values()];
}

/** Whether a mapping reads a column, by its name or somewhere in a text of SQL. */
function mentions(feed: Feed, column: string): boolean {
  const expressions = [...feed.columns.map((one) => one.expression), feed.watermark];
  const names = expressions.flatMap((one) => {
    if (one === null || one.kind === 'value') return [];
    if (one.kind === 'joined') return one.names;
    return one.kind === 'column' ? [one.name] : wordsOf(one.sql);
  });
  const wanted = column.toLowerCase();
  return [...names, ...wordsOf(feed.where ?? '')].some((name) => name.toLowerCase() === wanted);
}

function wordsOf(sql: string): string[] {
  return sql.split(/[^\p{L}\p{N}_$]+/u);
}
