import type { ColumnType } from '../canonical/entities.ts';
import type { FileFormat, FileTable } from './file-format.ts';
import type { ParsedConfig } from './schema.ts';
import type { YamlPath } from './yaml-file.ts';

/** Where a value of a row comes from; `sql` is an expression in the source's own dialect. */
export type Expression =
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'sql'; readonly sql: string }
  | { readonly kind: 'value'; readonly value: string | null }
  /** A source key of several columns, joined by `|` into one id. */
  | { readonly kind: 'joined'; readonly names: readonly string[] };

/** A column that a mapping keeps beyond the canonical ones. */
export interface ExtraColumn {
  readonly type: Exclude<ColumnType, 'id' | 'ref'>;
  readonly title: { readonly zh?: string | undefined; readonly en?: string | undefined };
  /** What it becomes in the views of its entity. */
  readonly as: 'dimension' | 'measure';
}

/** One target column of a feed: canonical or extra. */
export interface MappedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly required: boolean;
  /** Left out where the source does not have it (mapping/settle-optional.ts). */
  readonly optional: boolean;
  /** Closed list of canonical values. */
  readonly allowed: readonly string[] | null;
  readonly expression: Expression;
  /** The source's code → canonical value. */
  readonly values: ReadonlyMap<string, string>;
  /** The place in the file, for messages. */
  readonly at: YamlPath;
}

/** Whose rows a feed adds columns to, and by which column of theirs. */
export interface Enriches {
  readonly entity: string;
  readonly by: string;
}

/** One table, file or query that feeds a canonical entity. */
export interface Feed {
  readonly source: string;
  /** A canonical entity, or the enrichment of one (canonical/enrichment.ts). */
  readonly entity: string;
  /** What the rows are matched by; null: they are the entity's own rows. */
  readonly enriches: Enriches | null;
  /** Position in the entity's list of feeds. */
  readonly index: number;
  /** Left out where the source does not have it. */
  readonly optional: boolean;
  /** Read only when an optional feed of the same entity was left out. */
  readonly otherwise: boolean;
  readonly from: string | null;
  readonly query: string | null;
  readonly where: string | null;
  readonly watermark: Expression | null;
  readonly columns: readonly MappedColumn[];
  readonly at: YamlPath;
  /** Where the mapping stands: the file of the configuration, or a ready mapping's own. */
  readonly file: string;
}

/** Something optional that a source does not have. */
export interface Absent {
  readonly entity: string;
  /** Null when the whole mapping is left out. */
  readonly column: string | null;
  readonly reason: string;
}

interface SourceBase {
  readonly name: string;
  /** The zone of timestamps without one. */
  readonly timezone: string;
  readonly coordinates: 'wgs84' | 'gcj02' | 'bd09';
  /** The source whose name stands before ids and references: this one, unless it speaks of another's records. */
  readonly idsOf: string;
  /** As configured, until mapping/settle-optional.ts has taken out what the source does not have. */
  entities: Readonly<Record<string, readonly Feed[]>>;
  /** Null until the source was asked for what is optional. */
  absent: readonly Absent[] | null;
  readonly lineOf: (path: YamlPath) => number;
}

export interface PostgresConfig extends SourceBase {
  /** `demo` is the demo CRM's own PostgreSQL with its ready mapping. */
  readonly kind: 'postgres' | 'demo';
  readonly url: string;
  /** The schema of tables named without one; the search path's unless told. */
  readonly schema: string | null;
  /** Where no schema is told: the pattern that the only one has which this user may look into. */
  readonly schemaLike: string | null;
  readonly statementTimeoutSeconds: number;
  /** Null: as fast as it goes. */
  readonly maxReadMbPerSecond: number | null;
}

export interface MysqlConfig extends SourceBase {
  /** MySQL or MariaDB. */
  readonly kind: 'mysql';
  readonly url: string;
  /** The database of tables named without one; the url's unless told. */
  readonly schema: string | null;
  readonly statementTimeoutSeconds: number;
  /** Null: as fast as it goes. */
  readonly maxReadMbPerSecond: number | null;
}

export interface FilesConfig extends SourceBase {
  readonly kind: 'files';
  /** Absolute folder. */
  readonly path: string;
  /** Names for files, usable in `from`, `query` and expressions. */
  readonly tables: Readonly<Record<string, FileTable>>;
  /** Names of `tables` whose files may be missing. */
  readonly optionalTables: ReadonlySet<string>;
  /** Of files that `from` names itself. */
  readonly format: FileFormat;
}

export type SourceConfig = PostgresConfig | MysqlConfig | FilesConfig;

/** A configuration after parsing: paths absolute, every mapping resolved against the canonical entities. */
export interface Config extends Omit<ParsedConfig, 'sources'> {
  readonly path: string;
  readonly dir: string;
  readonly sources: Readonly<Record<string, SourceConfig>>;
  /** Extra columns per entity, over all sources. */
  readonly extras: Readonly<Record<string, Readonly<Record<string, ExtraColumn>>>>;
}
