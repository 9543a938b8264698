import { isUtf8 } from 'node:buffer';
import { NULL, readLength, widthOf } from '../mysql-length.ts';
import type { ColumnBuffer } from './column-buffer.ts';
import { NativeRows, type TextRow } from './native-rows.ts';
import { scaleOf, type NativeColumn } from './native-type.ts';

/** How a value is written as text: what a text may hold anything in is looked at, what `ascii` holds is not. */
export type TextKind = 'text' | 'ascii' | 'whole' | 'decimal' | 'date' | 'datetime';

/** A column of rows that come as texts, and what becomes of it. */
export interface TextColumn extends NativeColumn {
  readonly kind: TextKind;
}

const [ZERO, NINE, MINUS, POINT, SPACE, COLON] = [0x30, 0x39, 0x2d, 0x2e, 0x20, 0x3a];
/** Digits that a double holds whatever they are, and that 64 bits may need. */
const [EXACT_DIGITS, MOST_DIGITS] = [15, 19];
const MOST_WHOLE = 9_223_372_036_854_775_807n;
const DATE_LENGTH = 10;
const TIME_LENGTH = 19;
const DAYS_OF_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAY_SECONDS = 86_400;

/** Takes rows of MySQL's text protocol (each value's length, then its bytes) apart into columns. */
export class TextRows extends NativeRows<TextColumn> {
  /** Appends a row, or hands it out; false, and nothing done, where a text is no UTF-8. */
  append(row: Uint8Array, from: number, to: number): boolean {
    const { targets } = this;
    let at = from;
    let fitting = 0;
    for (; fitting < targets.length; fitting++) {
      const target = targets[fitting];
      if (target === undefined) break;
      const { length, start } = valueAt(row, at);
      if (length === -1 || (length === 0 && isNothing(target.column))) {
        target.buffer.appendNull(this.rows);
        target.written?.appendNull(this.rows);
        at = start;
        continue;
      }
      const { kind } = target.column;
      if (kind === 'text') {
        const content = contentOf(row, start, length);
        if (content === 'invalid') {
          this.undo(fitting);
          return false;
        }
        if (content === 'nul') break;
        target.buffer.appendText(row, start, length);
      } else if (kind === 'ascii') {
        target.buffer.appendText(row, start, length);
      } else if (!appendParsed(kind, target.buffer, target.written, row, start, length, this.rows)) {
        break;
      }
      at = start + length;
    }
    if (fitting === targets.length) {
      if (at !== to) throw new Error('a row has more or fewer values than its statement');
      this.endRow(to - from);
      return true;
    }
    this.undo(fitting);
    const texts = this.#textsOf(row, from, to);
    if (texts === null) return false;
    this.handOut(texts, to - from);
    return true;
  }

  #textsOf(row: Uint8Array, from: number, to: number): TextRow | null {
    const texts: (string | null)[] = [];
    let at = from;
    for (const { column } of this.targets) {
      const { length, start } = valueAt(row, at);
      at = start + Math.max(0, length);
      const bytes = row.subarray(start, at);
      if (!isUtf8(bytes)) return null;
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
      texts.push(length === -1 || (length === 0 && isNothing(column)) ? null : text);
    }
    if (at !== to) throw new Error('a row has more or fewer values than its statement');
    return texts;
  }
}

/** Whether an empty value of a column is none: only a text can be empty. */
function isNothing({ kind }: TextColumn): boolean {
  return kind !== 'text';
}

/** Where a value's bytes start and how many they are; -1 for null. */
function valueAt(row: Uint8Array, at: number): { readonly length: number; readonly start: number } {
  const first = row[at] ?? NULL;
  if (first < NULL) return { length: first, start: at + 1 };
  if (first === NULL) return { length: -1, start: at + 1 };
  const width = widthOf(first);
  return { length: readLength(row, at + 1, width), start: at + 1 + width };
}

function contentOf(row: Uint8Array, start: number, length: number): 'text' | 'nul' | 'invalid' {
  let all = 0;
  let hasNul = false;
  for (let index = start; index < start + length; index++) {
    const byte = row[index] ?? 0;
    all |= byte;
    hasNul ||= byte === 0;
  }
  if (all > 0x7f && !isUtf8(row.subarray(start, start + length))) return 'invalid';
  return hasNul ? 'nul' : 'text';
}

/** Appends what a text says; false where the column's type cannot say it. */
function appendParsed(
  kind: Exclude<TextKind, 'text' | 'ascii'>,
  buffer: ColumnBuffer,
  written: ColumnBuffer | null,
  row: Uint8Array,
  start: number,
  length: number,
  at: number,
): boolean {
  switch (kind) {
    case 'whole':
      return appendWhole(buffer, row, start, start + length);
    case 'decimal':
      return appendDecimal(buffer, written, row, start, start + length, at);
    case 'date': {
      const days = length === DATE_LENGTH ? daysAt(row, start) : null;
      if (days === null) return false;
      buffer.appendInt32(days);
      return true;
    }
    case 'datetime':
      return appendDatetime(buffer, written, row, start, length, at);
  }
}

/** The number that these bytes write with digits alone; -1 where they are no digits. */
function digitsAt(row: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) {
    const byte = row[index] ?? 0;
    if (byte < ZERO || byte > NINE) return -1;
    value = value * 10 + byte - ZERO;
  }
  return value;
}

function appendWhole(buffer: ColumnBuffer, row: Uint8Array, start: number, end: number): boolean {
  const isNegative = row[start] === MINUS;
  const from = isNegative ? start + 1 : start;
  const count = end - from;
  // `007` and `-0` are other texts than their numbers'
  if (count === 0 || count > MOST_DIGITS || (row[from] === ZERO && (count > 1 || isNegative))) return false;
  if (count <= EXACT_DIGITS) {
    const value = digitsAt(row, from, end);
    if (value === -1) return false;
    buffer.appendWhole(isNegative ? -value : value);
    return true;
  }
  const middle = end - 9;
  const [high, low] = [digitsAt(row, from, middle), digitsAt(row, middle, end)];
  if (high === -1 || low === -1) return false;
  const value = BigInt(high) * 1_000_000_000n + BigInt(low);
  if (value > MOST_WHOLE) return false;
  buffer.appendBigInt(isNegative ? -value : value);
  return true;
}

function appendDecimal(
  buffer: ColumnBuffer,
  written: ColumnBuffer | null,
  row: Uint8Array,
  start: number,
  end: number,
  at: number,
): boolean {
  const kept = scaleOf(buffer.type) ?? 0;
  const isNegative = row[start] === MINUS;
  const from = isNegative ? start + 1 : start;
  let point = from;
  while (point < end && row[point] !== POINT) point++;
  const shown = point === end ? 0 : end - point - 1;
  // a number is written with a digit before its point, without any that could be left out, and after it with one at least
  const isPlain = point > from && (row[from] !== ZERO || point === from + 1) && (shown > 0 || point === end);
  if (!isPlain || point - from + kept > EXACT_DIGITS) return false;
  let value = digitsAt(row, from, point);
  if (value === -1) return false;
  for (let index = 0; index < Math.max(shown, kept); index++) {
    const digit = index < shown ? (row[point + 1 + index] ?? 0) - ZERO : 0;
    if (digit < 0 || digit > 9) return false;
    if (index < kept) value = value * 10 + digit;
    // half away from zero
    else if (index === kept && digit >= 5) value++;
  }
  buffer.appendWhole(isNegative && value > 0 ? -value : value);
  if (shown === kept && (!isNegative || value > 0)) written?.appendNull(at);
  else written?.appendText(row, start, end - start);
  return true;
}

/** Days from 1970-01-01 to the day written `YYYY-MM-DD`; null where it is none. */
function daysAt(row: Uint8Array, start: number): number | null {
  const year = digitsAt(row, start, start + 4);
  const month = digitsAt(row, start + 5, start + 7);
  const day = digitsAt(row, start + 8, start + 10);
  if (row[start + 4] !== MINUS || row[start + 7] !== MINUS || year < 1 || month < 1 || day < 1) return null;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const most = month === 2 && !isLeap ? 28 : (DAYS_OF_MONTHS[month - 1] ?? 0);
  if (day > most) return null;
  // the year begins in March, so that the odd day ends it; http://howardhinnant.github.io/date_algorithms.html
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const ofEra = marchYear - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

function appendDatetime(
  buffer: ColumnBuffer,
  written: ColumnBuffer | null,
  row: Uint8Array,
  start: number,
  length: number,
  at: number,
): boolean {
  const shown = length === TIME_LENGTH ? 0 : length - TIME_LENGTH - 1;
  if (length < TIME_LENGTH || shown < 0 || shown > 6) return false;
  const days = daysAt(row, start);
  const hour = digitsAt(row, start + 11, start + 13);
  const minute = digitsAt(row, start + 14, start + 16);
  const second = digitsAt(row, start + 17, start + 19);
  if (days === null || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return false;
  if (row[start + 10] !== SPACE || row[start + 13] !== COLON || row[start + 16] !== COLON) return false;
  const fraction = shown === 0 ? 0 : digitsAt(row, start + 20, start + length);
  if (fraction === -1 || (length > TIME_LENGTH && (shown === 0 || row[start + 19] !== POINT))) return false;
  const seconds = days * DAY_SECONDS + hour * 3600 + minute * 60 + second;
  const micros = fraction * 10 ** (6 - shown);
  const total = seconds * 1_000_000 + micros;
  if (Number.isSafeInteger(total)) buffer.appendWhole(total);
  else buffer.appendBigInt(BigInt(seconds) * 1_000_000n + BigInt(micros));
  if (shown === 0) written?.appendNull(at);
  else written?.appendText(row, start, length);
  return true;
}
