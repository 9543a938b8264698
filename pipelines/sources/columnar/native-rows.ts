import { ColumnBuffer, GROUP_ROWS } from './column-buffer.ts';
import { writtenName, type NativeColumn } from './native-type.ts';
import type { ParquetColumn } from './parquet-file.ts';

/** A row as a server writes it as text. */
export type TextRow = readonly (string | null)[];

/** A row group of long rows ends before it has all that it may have. */
const GROUP_BYTES = 64 * 1024 * 1024;

/** A column and where its values go. */
interface Target<C extends NativeColumn> {
  readonly column: C;
  readonly buffer: ColumnBuffer;
  /** Values as they were written, where the type does not tell; null where it always tells. */
  readonly written: ColumnBuffer | null;
}

/**
 * A row group on its way: rows in the types of their columns, and beside them, as texts, rows with a value that its column
 * cannot hold.
 */
export abstract class NativeRows<C extends NativeColumn> {
  readonly columns: readonly ParquetColumn[];
  protected readonly targets: readonly Target<C>[];
  #rows = 0;
  #texts: TextRow[] = [];
  /** Of all that was taken, as it came, and of its texts. */
  #bytes = 0;

  constructor(columns: readonly C[]) {
    this.targets = columns.map((column) => ({
      column,
      buffer: new ColumnBuffer(column.type),
      written: column.hasWritten ? new ColumnBuffer('varchar') : null,
    }));
    this.columns = this.targets.flatMap(({ column: { name }, buffer, written }) => [
      { name, buffer },
      ...(written === null ? [] : [{ name: writtenName(name), buffer: written }]),
    ]);
  }

  /** Rows that stand in the columns. */
  get rows(): number {
    return this.#rows;
  }

  /** Whether what there is must be written and cleared before any more is taken. */
  get isFull(): boolean {
    return this.#rows + this.#texts.length >= GROUP_ROWS || this.#bytes >= GROUP_BYTES;
  }

  /** The rows that are handed out as texts. */
  get texts(): readonly TextRow[] {
    return this.#texts;
  }

  clear(): void {
    for (const { buffer } of this.columns) buffer.clear();
    this.#rows = 0;
    this.#texts = [];
    this.#bytes = 0;
  }

  /** A row of so many bytes stands in the columns. */
  protected endRow(bytes: number): void {
    this.#rows++;
    this.#bytes += bytes;
  }

  /** A row of so many bytes is handed out. */
  protected handOut(row: TextRow, bytes: number): void {
    this.#texts.push(row);
    // a number of a few bytes may be written with thousands of digits
    this.#bytes += row.reduce((sum, text) => sum + (text?.length ?? 0), bytes);
  }

  /** Takes back what the first `count` columns have of the row that has not ended. */
  protected undo(count: number): void {
    for (const { buffer, written } of this.targets.slice(0, count)) {
      buffer.undo(this.#rows);
      written?.undo(this.#rows);
    }
  }
}
