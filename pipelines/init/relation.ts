/** What a column holds, roughly: enough to tell a date from a name. */
export type Kind = 'text' | 'number' | 'moment' | 'boolean';

export interface Field {
  readonly name: string;
  readonly kind: Kind;
}

/** A table, or a file of rows, as `init` sees it. */
export interface Relation {
  /** As `from:` names it. */
  readonly name: string;
  readonly fields: readonly Field[];
  /** Columns of its primary key; empty when it tells none. */
  readonly key: readonly string[];
}

/** A database or a folder that can be looked at. */
export interface Surroundings {
  readonly kind: 'postgres' | 'mysql' | 'files';
  readonly relations: readonly Relation[];
  /** Distinct values of a column, at most `limit`; a look at the data that leaves nothing behind. */
  distinct(relation: string, column: string, limit: number): Promise<readonly string[]>;
  /** The first column of the first row of a query; null when it has none or does not run. */
  ask(query: string): Promise<string | null>;
  /** A name in the dialect of the source's expressions. */
  quote(name: string): string;
  close(): Promise<void>;
}
