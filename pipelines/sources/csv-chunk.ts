import { isUtf8 } from 'node:buffer';
import { NULL, readLength, widthOf } from './mysql-length.ts';
import { endOfRow } from './row-chunks.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const NEWLINE = 0x0a;
/** Up to here a loop over the bytes is cheaper than two calls. */
const SHORT = 200;

/** Rows as CSV in one buffer; null is nothing, a text stands in quotes. */
export class CsvChunk {
  #bytes: Uint8Array;
  #size = 0;
  #rows = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  get rows(): number {
    return this.#rows;
  }

  /** What was written; holds until the chunk is cleared. */
  get bytes(): Buffer {
    return Buffer.from(this.#bytes.buffer, 0, this.#size);
  }

  clear(): void {
    this.#size = 0;
    this.#rows = 0;
  }

  /**
   * Appends a row as MySQL's text protocol has it: each value's length, then its bytes. `isText` tells which values
   * need quotes. Answers the bytes that it took.
   */
  append(row: Uint8Array, from: number, to: number, isText: readonly boolean[]): number {
    const start = this.#size;
    // a text of nothing but quotes doubles
    this.#reserve(2 * (to - from) + 3 * isText.length + 1);
    const out = this.#bytes;
    let at = start;
    let read = from;
    for (let column = 0; column < isText.length; column++) {
      if (column > 0) out[at++] = COMMA;
      let length = row[read++] ?? NULL;
      if (length === NULL) continue;
      if (length > NULL) {
        const width = widthOf(length);
        length = readLength(row, read, width);
        read += width;
      }
      const end = read + length;
      if (isText[column] === true) {
        out[at++] = QUOTE;
        if (length > SHORT && !row.subarray(read, end).includes(QUOTE)) {
          out.set(row.subarray(read, end), at);
          at += length;
        } else {
          for (let index = read; index < end; index++) {
            const byte = row[index] ?? 0;
            out[at++] = byte;
            if (byte === QUOTE) out[at++] = QUOTE;
          }
        }
        out[at++] = QUOTE;
      } else {
        for (let index = read; index < end; index++) out[at++] = row[index] ?? 0;
      }
      read = end;
    }
    if (read !== to) throw new Error('a row has more or fewer values than its statement');
    out[at++] = NEWLINE;
    this.#size = at;
    this.#rows++;
    return at - start;
  }

  /** Takes the last row back. */
  undo(bytes: number): void {
    this.#size -= bytes;
    this.#rows--;
  }

  /** Takes out the rows that are not UTF-8 and answers them as texts. */
  takeInvalid(): readonly string[] {
    const bytes = this.bytes;
    if (isUtf8(bytes)) return [];
    const invalid: string[] = [];
    let kept = 0;
    for (let from = 0; from < bytes.length;) {
      const to = from + endOfRow(bytes.subarray(from), false);
      const row = bytes.subarray(from, to);
      if (isUtf8(row)) {
        bytes.copyWithin(kept, from, to);
        kept += row.length;
      } else {
        invalid.push(readable(row));
        this.#rows--;
      }
      from = to;
    }
    this.#size = kept;
    return invalid;
  }

  #reserve(needed: number): void {
    if (this.#size + needed <= this.#bytes.length) return;
    const grown = new Uint8Array(this.#size + needed);
    grown.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = grown;
  }
}

/** A row with each byte that is no ASCII written `\xNN`, so that nothing of it is lost. */
function readable(row: Buffer): string {
  return row
    .toString('latin1')
    .trimEnd()
    .replaceAll(/[\u0080-\u00ff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}
