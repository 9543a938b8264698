import type { Client } from 'pg';
import type { Feed } from '../../config/config.ts';
import { readerType } from '../../sync/straight-rows.ts';
import type { PreparedFeed } from '../postgres-check.ts';
import type { NativeColumn, NativeType } from './native-type.ts';

/** How a column of a binary COPY is read: its form on the wire. */
export type WireKind = 'text' | 'boolean' | 'int2' | 'int4' | 'int8' | 'numeric' | 'date' | 'timestamp';

/** A column on the wire, and what becomes of it. */
export interface WireColumn extends NativeColumn {
  readonly kind: WireKind;
}

/** Numbers of pg_type. */
const KINDS: ReadonlyMap<number, WireKind> = new Map([
  [16, 'boolean'],
  [20, 'int8'],
  [21, 'int2'],
  [23, 'int4'],
  [25, 'text'],
  [1043, 'text'],
  [1082, 'date'],
  [1114, 'timestamp'],
  [1184, 'timestamp'],
  [1700, 'numeric'],
]);
const [TEXT, TIMESTAMPTZ] = [25, 1184];

/** Types whose cast to text says what COPY would: bpchar loses its blanks, json and uuid are what they are. */
const AS_TEXT: ReadonlySet<number> = new Set([114, 700, 701, 2950, 3802]);

const NATIVE: Readonly<Record<Exclude<WireKind, 'numeric'>, NativeType>> = {
  text: 'varchar',
  boolean: 'varchar',
  int2: 'integer',
  int4: 'integer',
  int8: 'bigint',
  date: 'date',
  timestamp: 'timestamp',
};

/** A feed as a binary COPY: what it selects and how that is read. */
export interface WireFeed {
  readonly outputs: readonly string[];
  readonly columns: readonly WireColumn[];
}

/** How a feed goes over the wire in binary; null where only COPY's own text tells what some column says. */
export async function wireFeed(
  client: Client,
  { relation, outputs, forms }: PreparedFeed,
  feed: Feed,
): Promise<WireFeed | null> {
  // its texts may be of any bytes, which only the text's way tells apart
  const encoding = await client.query<{ server_encoding: string }>('show server_encoding');
  if (encoding.rows[0]?.server_encoding === 'SQL_ASCII') return null;
  const described = await client.query(`select ${outputs.join(', ')} from ${relation} limit 0`);
  const types = described.fields.map((field) => field.dataTypeID);
  const enums = await enumsOf(client, types);
  const wired = feed.columns.map((column, index) => {
    const wanted = readerType(column, forms.get(column.name) ?? 'text');
    const type = types[index] ?? 0;
    return wireOf(column.name, outputs[index] ?? '', enums.has(type) ? TEXT : type, wanted);
  });
  const known = wired.flatMap((one) => (one === null ? [] : [one]));
  if (known.length < wired.length) return null;
  return { outputs: known.map((one) => one.sql), columns: known.map((one) => one.column) };
}

/** The types among these that are enumerations, which go over the wire as their labels. */
async function enumsOf(client: Client, types: readonly number[]): Promise<ReadonlySet<number>> {
  const unknown = types.filter((type) => !KINDS.has(type) && !AS_TEXT.has(type));
  if (unknown.length === 0) return new Set();
  const found = await client.query<{ oid: number }>(
    `select oid::int8::float8 as oid from pg_type where typtype = 'e' and oid = any($1::oid[])`,
    [unknown],
  );
  return new Set(found.rows.map((row) => row.oid));
}

/** A column of the type with this number: how it goes over the wire, and the expression that COPY selects for it. */
function wireOf(
  name: string,
  sql: string,
  type: number,
  wanted: string,
): { readonly column: WireColumn; readonly sql: string } | null {
  const kind = KINDS.get(type);
  const told = { name, suffix: '', hasWritten: false };
  const asText = { column: { ...told, kind: 'text', type: 'varchar' }, sql: `(${sql})::text` } as const;
  if (kind === undefined) return AS_TEXT.has(type) ? asText : null;
  if (kind === 'numeric') {
    if (wanted !== 'decimal(18, 2)' && wanted !== 'decimal(18, 6)') return asText;
    return { column: { ...told, kind, type: wanted, hasWritten: true }, sql };
  }
  const suffix = type === TIMESTAMPTZ ? '+00' : '';
  return { column: { ...told, kind, type: NATIVE[kind], suffix }, sql };
}
