import type { ColumnType } from '../canonical/entities.ts';
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
  readonly type: ColumnType;
  readonly title: { readonly zh?: string | undefined; readonly en?: string | undefined };
}

/** One target column of a feed: canonical or extra. */
export interface MappedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly required: boolean;
  /** Closed list of canonical values. */
  readonly allowed: readonly string[] | null;
  readonly expression: Expression;
  /** The source's code → canonical value. */
  readonly values: ReadonlyMap<string, string>;
  /** The place in the file, for messages. */
  readonly at: YamlPath;
}

/** One table, file or query that feeds a canonical entity. */
export interface Feed {
  readonly source: string;
  readonly entity: string;
  /** Position in the entity's list of feeds. */
  readonly index: number;
  readonly from: string | null;
  readonly query: string | null;
  readonly where: string | null;
  readonly watermark: Expression | null;
  readonly columns: readonly MappedColumn[];
  readonly at: YamlPath;
}

interface SourceBase {
  readonly name: string;
  /** The zone of timestamps without one. */
  readonly timezone: string;
  readonly coordinates: 'wgs84' | 'gcj02' | 'bd09';
  readonly entities: Readonly<Record<string, readonly Feed[]>>;
  /** Where this source's mapping stands: the file of the configuration, or a ready mapping's own. */
  readonly mappingFile: string;
  readonly lineOf: (path: YamlPath) => number;
}

export interface PostgresConfig extends SourceBase {
  /** `demo` is the demo CRM's own PostgreSQL with its ready mapping. */
  readonly kind: 'postgres' | 'demo';
  readonly url: string;
  /** The schema of tables named without one; the search path's unless told. */
  readonly schema: string | null;
  readonly statementTimeoutSeconds: number;
}

export interface FilesConfig extends SourceBase {
  readonly kind: 'files';
  /** Absolute folder. */
  readonly path: string;
  /** Names for files, usable in `from`, `query` and expressions. */
  readonly tables: Readonly<Record<string, string>>;
  readonly delimiter: string;
  readonly nulls: readonly string[];
}

export type SourceConfig = PostgresConfig | FilesConfig;

/** A configuration after parsing: paths absolute, every mapping resolved against the canonical entities. */
export interface Config extends Omit<ParsedConfig, 'sources'> {
  readonly path: string;
  readonly dir: string;
  readonly sources: Readonly<Record<string, SourceConfig>>;
  /** Extra columns per entity, over all sources. */
  readonly extras: Readonly<Record<string, Readonly<Record<string, ExtraColumn>>>>;
}
