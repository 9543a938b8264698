import type { ColumnBuffer } from './column-buffer.ts';
import { dateText, EPOCH_DAYS, numericText, timestampText } from './binary-text.ts';
import { FRAME_HEADER } from './copy-frames.ts';
import { NativeRows, type TextRow } from './native-rows.ts';
import { scaleOf } from './native-type.ts';
import type { WireColumn } from './wire.ts';

/** `PGCOPY\n\xff\r\n\0`, flags, the length of an extension. */
const SIGNATURE = 'PGCOPY\n\u00ff\r\n\0';
const HEADER_BYTES = 19;

const TWO_TO_32 = 4_294_967_296;
/** Microseconds from 1970 to 2000, in halves of 32 bits. */
const EPOCH_MICROS = EPOCH_DAYS * 86_400_000_000;
const EPOCH_HIGH = Math.floor(EPOCH_MICROS / TWO_TO_32);
const EPOCH_LOW = EPOCH_MICROS - EPOCH_HIGH * TWO_TO_32;
/** Years 1 to 9999, in which DuckDB's text of a day is PostgreSQL's: days, and the upper halves of microseconds since 2000. */
const [FIRST_DAY, LAST_DAY] = [-730_119, 2_921_939];
const [FIRST_HIGH, LAST_HIGH] = [-14_687_000, 58_778_000];
/** What a double holds exactly. */
const MOST_EXACT = Number.MAX_SAFE_INTEGER;
/** Of a number's sign: above it there are only what are no numbers. */
const MINUS = 0x4000;

/** Takes rows of a binary COPY apart into columns. */
export class BinaryRows extends NativeRows<WireColumn> {
  #hasHeader = false;

  /** Takes whole frames until the columns are full; answers how many bytes it took. */
  take(frames: Buffer, from: number): number {
    const view = new DataView(frames.buffer, frames.byteOffset, frames.length);
    let at = from;
    while (at < frames.length && !this.isFull) {
      const end = at + 1 + view.getInt32(at + 1);
      let start = at + FRAME_HEADER;
      if (!this.#hasHeader) start = this.#skipHeader(frames, view, start);
      at = end;
      if (start === end) continue;
      const count = view.getInt16(start);
      if (count === -1) continue;
      if (count !== this.targets.length) throw new Error('a row has more or fewer values than its statement');
      const fitting = this.#append(frames, view, start + 2, end);
      if (fitting === count) {
        this.endRow(end - start);
      } else {
        this.undo(fitting);
        this.handOut(this.#textsOf(frames, view, start + 2), end - start);
      }
    }
    return at - from;
  }

  #skipHeader(frames: Buffer, view: DataView, start: number): number {
    if (frames.toString('latin1', start, start + SIGNATURE.length) !== SIGNATURE) {
      throw new Error('the server does not send the binary format of COPY');
    }
    this.#hasHeader = true;
    return start + HEADER_BYTES + view.getInt32(start + HEADER_BYTES - 4);
  }

  /** Appends a row up to a value that its column cannot hold; answers how many columns have theirs. */
  #append(frames: Buffer, view: DataView, start: number, end: number): number {
    const targets = this.targets;
    const row = this.rows;
    let at = start;
    for (let index = 0; index < targets.length; index++) {
      const target = targets[index];
      if (target === undefined) break;
      const { buffer } = target;
      const length = view.getInt32(at);
      at += 4;
      if (length === -1) {
        buffer.appendNull(row);
        target.written?.appendNull(row);
        continue;
      }
      switch (target.column.kind) {
        case 'text':
          buffer.appendText(frames, at, length);
          break;
        case 'int4':
          buffer.appendInt32(view.getInt32(at));
          break;
        case 'int8':
          buffer.appendInt64(view.getInt32(at), view.getUint32(at + 4));
          break;
        case 'timestamp': {
          const high = view.getInt32(at);
          if (high < FIRST_HIGH || high > LAST_HIGH) return index;
          const low = view.getUint32(at + 4) + EPOCH_LOW;
          const carry = low >= TWO_TO_32 ? 1 : 0;
          buffer.appendInt64(high + EPOCH_HIGH + carry, low - carry * TWO_TO_32);
          break;
        }
        case 'numeric':
          if (!appendNumeric(buffer, target.written, view, at, row)) return index;
          break;
        case 'date': {
          const days = view.getInt32(at);
          if (days < FIRST_DAY || days > LAST_DAY) return index;
          buffer.appendInt32(days + EPOCH_DAYS);
          break;
        }
        case 'boolean':
          buffer.appendText(frames[at] === 1 ? TRUE : FALSE, 0, 1);
          break;
        case 'int2':
          buffer.appendInt32(view.getInt16(at));
          break;
      }
      at += length;
    }
    if (at !== end) throw new Error('a row is longer or shorter than its values');
    return targets.length;
  }

  #textsOf(frames: Buffer, view: DataView, start: number): TextRow {
    let at = start;
    return this.targets.map(({ column }) => {
      const length = view.getInt32(at);
      const from = at + 4;
      at = from + Math.max(0, length);
      return length === -1 ? null : textOf(column, frames, view, from, length);
    });
  }
}

const [TRUE, FALSE] = [Buffer.from('t'), Buffer.from('f')];

/** Appends a number, rounded half away from zero to its type; false where it is none or too large. */
function appendNumeric(
  buffer: ColumnBuffer,
  written: ColumnBuffer | null,
  view: DataView,
  at: number,
  row: number,
): boolean {
  const decimals = scaleOf(buffer.type);
  const count = view.getInt16(at);
  const weight = view.getInt16(at + 2);
  const sign = view.getUint16(at + 4);
  if (sign > MINUS) return false;
  const lowest = decimals === 2 ? -1 : -2;
  let isExact = count === 0 || weight - count + 1 >= lowest;
  let value = 0;
  for (let power = Math.max(weight, -1); power >= lowest; power--) {
    const index = weight - power;
    const digits = index >= 0 && index < count ? view.getInt16(at + 8 + 2 * index) : 0;
    if (power > lowest) {
      value = value * 10_000 + digits;
    } else {
      // of the lowest four digits the type keeps two
      const rest = digits % 100;
      value = value * 100 + (digits - rest) / 100 + (rest >= 50 ? 1 : 0);
      isExact &&= rest === 0;
    }
  }
  if (value > MOST_EXACT) return false;
  buffer.appendWhole(sign === MINUS ? -value : value);
  if (isExact && view.getUint16(at + 6) === decimals) written?.appendNull(row);
  else written?.appendAscii(numericText(view, at));
  return true;
}

function textOf(
  { kind, suffix }: WireColumn,
  frames: Buffer,
  view: DataView,
  at: number,
  length: number,
): string {
  switch (kind) {
    case 'text':
      return frames.toString('utf8', at, at + length);
    case 'boolean':
      return frames[at] === 1 ? 't' : 'f';
    case 'int2':
      return String(view.getInt16(at));
    case 'int4':
      return String(view.getInt32(at));
    case 'int8':
      return String(view.getBigInt64(at));
    case 'numeric':
      return numericText(view, at);
    case 'date':
      return dateText(view.getInt32(at));
    case 'timestamp':
      return timestampText(view.getBigInt64(at), suffix);
  }
}
