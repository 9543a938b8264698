import type { NativeType } from './native-type.ts';

/** Rows of a row group: DuckDB's own, so that one becomes one. */
export const GROUP_ROWS = 122_880;

const FIRST_CAPACITY = 1024 * 1024;
/** Up to here a loop over the bytes is cheaper than a call. */
const SHORT = 48;
const TWO_TO_32 = 4_294_967_296;

/** The values of one column of a row group as Parquet's plain encoding has them: little-endian, nulls left out. */
export class ColumnBuffer {
  readonly type: NativeType;
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;
  #nulls = 0;
  /** Bytes of the last text. */
  #lastText = 0;
  /** A bit for each row, set where it has a value. */
  readonly #defined = new Uint8Array(GROUP_ROWS / 8).fill(0xff);

  constructor(type: NativeType) {
    this.type = type;
  }

  /** Bytes of values. */
  get size(): number {
    return this.#size;
  }

  get nulls(): number {
    return this.#nulls;
  }

  /** What was appended; holds until the buffer is cleared. */
  get values(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  get defined(): Uint8Array {
    return this.#defined;
  }

  clear(): void {
    this.#size = 0;
    if (this.#nulls > 0) this.#defined.fill(0xff);
    this.#nulls = 0;
  }

  /** Whether `row`, one of those appended, has no value. */
  isNull(row: number): boolean {
    return ((this.#defined[row >> 3] ?? 0) & (1 << (row & 7))) === 0;
  }

  appendNull(row: number): void {
    if (row >= GROUP_ROWS) throw new Error('a row group has more rows than it may have');
    const at = row >> 3;
    this.#defined[at] = (this.#defined[at] ?? 0) & ~(1 << (row & 7));
    this.#nulls++;
  }

  appendText(source: Uint8Array, from: number, length: number): void {
    this.#reserve(4 + length);
    let at = this.#size;
    this.#view.setInt32(at, length, true);
    at += 4;
    if (length > SHORT) {
      this.#bytes.set(source.subarray(from, from + length), at);
    } else {
      const bytes = this.#bytes;
      for (let index = 0; index < length; index++) bytes[at + index] = source[from + index] ?? 0;
    }
    this.#size = at + length;
    this.#lastText = length;
  }

  /** A text of ASCII alone. */
  appendAscii(text: string): void {
    this.#reserve(4 + text.length);
    let at = this.#size;
    this.#view.setInt32(at, text.length, true);
    at += 4;
    for (let index = 0; index < text.length; index++) this.#bytes[at + index] = text.charCodeAt(index);
    this.#size = at + text.length;
    this.#lastText = text.length;
  }

  appendInt32(value: number): void {
    this.#reserve(4);
    this.#view.setInt32(this.#size, value, true);
    this.#size += 4;
  }

  appendInt64(high: number, low: number): void {
    this.#reserve(8);
    this.#view.setUint32(this.#size, low, true);
    this.#view.setInt32(this.#size + 4, high, true);
    this.#size += 8;
  }

  appendBigInt(value: bigint): void {
    this.#reserve(8);
    this.#view.setBigInt64(this.#size, value, true);
    this.#size += 8;
  }

  /** A whole number that a double holds exactly. */
  appendWhole(value: number): void {
    const high = Math.floor(value / TWO_TO_32);
    this.appendInt64(high, value - high * TWO_TO_32);
  }

  /** Takes back what `row`, the last one, has here. */
  undo(row: number): void {
    if (this.isNull(row)) {
      const at = row >> 3;
      this.#defined[at] = (this.#defined[at] ?? 0) | (1 << (row & 7));
      this.#nulls--;
    } else if (this.type === 'varchar') {
      this.#size -= 4 + this.#lastText;
    } else {
      this.#size -= this.type === 'integer' || this.type === 'date' ? 4 : 8;
    }
  }

  #reserve(needed: number): void {
    if (this.#size + needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#size + needed));
    grown.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
