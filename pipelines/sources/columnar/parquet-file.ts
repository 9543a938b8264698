import { ThriftWriter } from './thrift-writer.ts';
import type { ColumnBuffer } from './column-buffer.ts';
import type { NativeType } from './native-type.ts';

/**
 * The simplest Parquet that there is (plain encoding, no compression, one page per column and row group), after the format's
 * specification, https://parquet.apache.org/docs/file-format. Libraries write it value by value, which costs more than
 * all the rest of a load; here the bytes of a database become the bytes of a file.
 */
export const MAGIC = Buffer.from('PAR1');

/** Of the specification's enumerations. */
const PHYSICAL = { int32: 1, int64: 2, byteArray: 6 } as const;
const CONVERTED = { utf8: 0, decimal: 5, date: 6, timestampMicros: 10 } as const;
const OPTIONAL = 1;
const PLAIN = 0;
const RLE = 3;

interface ParquetType {
  readonly physical: number;
  readonly converted: number | null;
  /** Of decimals. */
  readonly scale: number | null;
}

const TYPES: Readonly<Record<NativeType, ParquetType>> = {
  varchar: { physical: PHYSICAL.byteArray, converted: CONVERTED.utf8, scale: null },
  integer: { physical: PHYSICAL.int32, converted: null, scale: null },
  bigint: { physical: PHYSICAL.int64, converted: null, scale: null },
  'decimal(18, 2)': { physical: PHYSICAL.int64, converted: CONVERTED.decimal, scale: 2 },
  'decimal(18, 6)': { physical: PHYSICAL.int64, converted: CONVERTED.decimal, scale: 6 },
  date: { physical: PHYSICAL.int32, converted: CONVERTED.date, scale: null },
  timestamp: { physical: PHYSICAL.int64, converted: CONVERTED.timestampMicros, scale: null },
};

/** A column of a file. */
export interface ParquetColumn {
  readonly name: string;
  readonly buffer: ColumnBuffer;
}

/** Where the page of a column stands. */
interface PagePlace {
  readonly offset: number;
  readonly bytes: number;
}

/** A row group that has been written. */
export interface RowGroup {
  readonly rows: number;
  readonly pages: readonly PagePlace[];
}

/** The bytes of a row group that begins at `offset`. They belong to the buffers: to be written before those are cleared. */
export function rowGroup(
  columns: readonly ParquetColumn[],
  rows: number,
  offset: number,
): { readonly group: RowGroup; readonly pieces: readonly Uint8Array[] } {
  const pieces: Uint8Array[] = [];
  const pages: PagePlace[] = [];
  let at = offset;
  for (const { buffer } of columns) {
    const levels = definitionLevels(buffer, rows);
    const header = pageHeader(rows, levels.length + buffer.size);
    const bytes = header.length + levels.length + buffer.size;
    pieces.push(header, levels, buffer.values);
    pages.push({ offset: at, bytes });
    at += bytes;
  }
  return { group: { rows, pages }, pieces };
}

/** What ends a file. */
export function footer(columns: readonly ParquetColumn[], groups: readonly RowGroup[]): Uint8Array {
  const metadata = fileMetadata(columns, groups);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(metadata.length);
  return Buffer.concat([metadata, length, MAGIC]);
}

/** For each row whether it has a value: one run where all or none have, else a bit for each. */
function definitionLevels(buffer: ColumnBuffer, rows: number): Buffer {
  const isOneRun = buffer.nulls === 0 || buffer.nulls === rows;
  const groups = Math.ceil(rows / 8);
  const run = ThriftWriter.varint(isOneRun ? rows * 2 : groups * 2 + 1);
  const bits = isOneRun ? Uint8Array.of(buffer.nulls === 0 ? 1 : 0) : buffer.defined.subarray(0, groups);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(run.length + bits.length);
  return Buffer.concat([length, run, bits]);
}

function pageHeader(rows: number, bytes: number): Buffer {
  const writer = new ThriftWriter();
  writer.int32(1, 0).int32(2, bytes).int32(3, bytes);
  writer.struct(5, () => writer.int32(1, rows).int32(2, PLAIN).int32(3, RLE).int32(4, RLE));
  return writer.end();
}

function fileMetadata(columns: readonly ParquetColumn[], groups: readonly RowGroup[]): Buffer {
  const writer = new ThriftWriter();
  writer.int32(1, 1);
  writer.structs(2, [null, ...columns], (column) => {
    if (column === null) writer.text(4, 'rows').int32(5, columns.length);
    else schemaElement(writer, column);
  });
  writer.int64(
    3,
    groups.reduce((sum, one) => sum + one.rows, 0),
  );
  writer.structs(4, groups, ({ rows, pages }) => {
    writer.structs(1, pages, (page, index) => {
      const column = columns[index];
      if (column === undefined) throw new Error('a row group has more pages than its file has columns');
      writer.int64(2, page.offset);
      writer.struct(3, () => columnMetadata(writer, column, rows, page));
    });
    writer.int64(
      2,
      pages.reduce((sum, one) => sum + one.bytes, 0),
    );
    writer.int64(3, rows);
  });
  return writer.end();
}

function schemaElement(writer: ThriftWriter, { name, buffer }: ParquetColumn): void {
  const { physical, converted, scale } = TYPES[buffer.type];
  writer.int32(1, physical).int32(3, OPTIONAL).text(4, name);
  if (converted !== null) writer.int32(6, converted);
  if (scale !== null) writer.int32(7, scale).int32(8, 18);
}

function columnMetadata(
  writer: ThriftWriter,
  { name, buffer }: ParquetColumn,
  rows: number,
  { offset, bytes }: PagePlace,
): void {
  writer.int32(1, TYPES[buffer.type].physical).int32s(2, [PLAIN, RLE]).texts(3, [name]);
  writer.int32(4, 0).int64(5, rows).int64(6, bytes).int64(7, bytes).int64(9, offset);
}
