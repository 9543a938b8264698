import type { FileFormat } from '../../config/file-format.ts';

/** How the values of a text file are told apart. */
export interface Dialect {
  readonly delimiter: string;
  /** Empty where nothing is quoted. */
  readonly quote: string;
  readonly escape: string;
}

export interface FoundDialect extends Dialect {
  /** Rows before the header. */
  readonly skip: number;
  readonly newLine: '\n' | '\r\n' | '\r';
  /** The first row from the header on. */
  readonly first: readonly string[];
  /** How many rows to skip, if the first ones look like a title above the table. */
  readonly preamble: number | null;
}

/** The last stands where nothing tells; where two do as well, the comma may be a decimal one. */
const DELIMITERS = ['\t', '|', ';', ','];
const ROWS = 200;

/**
 * The values of a text's rows; a quote counts only at the beginning of a value. An empty line is a row of one
 * empty value.
 */
export function splitRows(text: string, dialect: Dialect, limit = Infinity): string[][] {
  const { delimiter, quote, escape } = dialect;
  const rows: string[][] = [];
  let row: string[] = [];
  let value = '';
  let isQuoted = false;
  let isStart = true;
  let at = 0;
  const endValue = (): void => {
    row.push(value);
    value = '';
    isStart = true;
  };
  const endRow = (): void => {
    endValue();
    rows.push(row);
    row = [];
  };
  while (at < text.length && rows.length < limit) {
    const character = text[at] ?? '';
    if (isQuoted) {
      if (character === escape && text[at + 1] === quote) {
        value += quote;
        at++;
      } else if (character === quote) isQuoted = false;
      else value += character;
    } else if (isStart && quote !== '' && character === quote) {
      isQuoted = true;
      isStart = false;
    } else if (text.startsWith(delimiter, at)) {
      endValue();
      at += delimiter.length - 1;
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[at + 1] === '\n') at++;
      endRow();
    } else {
      value += character;
      isStart = false;
    }
    at++;
  }
  if (rows.length < limit && (row.length > 0 || value !== '' || !isStart)) endRow();
  return rows;
}

function isBlank(row: readonly string[]): boolean {
  return row.every((value) => value.trim() === '');
}

/**
 * Finds out how a text is written, as far as it is not told. The header decides, and the rows have to agree: so a few
 * broken rows at the beginning lead nobody astray (DuckDB's sniffer then takes the whole file for one column).
 */
export function findDialect(sample: string, isWhole: boolean, format: FileFormat): FoundDialect {
  const told = /^sep=(.)\r?\n/.exec(sample)?.[1] ?? null;
  const skip = format.skip + (told === null || format.skip > 0 ? 0 : 1);
  const text = afterLines(sample, skip);
  const delimiters = format.delimiter ?? (format.skip > 0 ? null : told);
  const candidates = (delimiters === null ? DELIMITERS : [delimiters]).map((delimiter) => {
    const dialect = withQuotes(text, delimiter, format);
    const rows = splitRows(text, dialect, ROWS + 1);
    // the last row of a sample may be cut
    return {
      dialect,
      rows: isWhole && rows.length <= ROWS ? rows : rows.slice(0, Math.max(1, rows.length - 1)),
    };
  });
  const weighed = candidates.map(({ dialect, rows }) => ({ dialect, rows, score: scoreOf(rows, format) }));
  const best = weighed.reduceRight((one, other) =>
    other.score > 0 && other.score >= one.score ? other : one,
  );
  const leading = best.rows.findIndex((row) => !isBlank(row));
  const blank = Math.max(0, leading);
  const first = best.rows[blank] ?? [];
  return {
    ...best.dialect,
    skip: skip + blank,
    newLine: newLineOf(text, best.dialect, format),
    first: isBlank(first) ? [] : first.map((name) => name.trim()),
    preamble: first.length > 1 ? null : preambleOf(candidates.map((one) => one.rows)),
  };
}

function scoreOf(rows: readonly string[][], format: FileFormat): number {
  const filled = rows.filter((row) => !isBlank(row));
  const widths = filled.map((row) => row.length);
  const width = format.header ? (widths[0] ?? 0) : (format.columns?.length ?? mostCommon(widths));
  if (width < 2) return 0;
  return widths.filter((one) => one === width).length / widths.length + Math.min(width, 50) / 100;
}

function mostCommon(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const one of numbers) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].toSorted((left, right) => right[1] - left[1])[0]?.[0] ?? 0;
}

/** Rows above a table: one value each, and then many rows of the same three values or more. */
function preambleOf(candidates: readonly string[][][]): number | null {
  for (const rows of candidates) {
    const width = mostCommon(rows.filter((row) => !isBlank(row)).map((row) => row.length));
    const begin = rows.findIndex((row) => row.length === width);
    if (width >= 3 && begin > 0) return begin;
  }
  return null;
}

function withQuotes(text: string, delimiter: string, format: FileFormat): Dialect {
  const quote = format.quote ?? (isSingleQuoted(text, delimiter) ? "'" : '"');
  if (quote === '') return { delimiter, quote, escape: '' };
  return {
    delimiter,
    quote,
    escape: format.escape ?? (hasBackslashes(text, quote, delimiter) ? '\\' : quote),
  };
}

/** Values between single quotes, more than once, and none between double ones. */
function isSingleQuoted(text: string, delimiter: string): boolean {
  const mark = escapeRegExp(delimiter);
  const edges = (quote: string): number =>
    text.match(new RegExp(`(?<=^|${mark}|\\n)${quote}[^${quote}\\n]*${quote}(?=\\r?\\n|${mark}|$)`, 'g'))
      ?.length ?? 0;
  return edges('"') === 0 && edges("'") >= 2;
}

/** A quote after a backslash, where no value can end, and no doubled quotes. */
function hasBackslashes(text: string, quote: string, delimiter: string): boolean {
  const mark = escapeRegExp(delimiter);
  const escaped = new RegExp(`[^\\\\${quote}]\\\\${quote}(?!\\s*(${mark}|\\r|\\n|$))`);
  return (
    escaped.test(text) &&
    !new RegExp(`[^${quote}\\\\]${quote}${quote}[^${quote}]`).test(
      text.replaceAll(`${delimiter}${quote}${quote}`, ''),
    )
  );
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** The first line end outside quotes. */
function newLineOf(text: string, dialect: Dialect, format: FileFormat): FoundDialect['newLine'] {
  if (format.newLine === '\n' || format.newLine === '\r\n' || format.newLine === '\r') return format.newLine;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === dialect.quote) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '\n') return '\n';
    else if (character === '\r') return text[at + 1] === '\n' ? '\r\n' : '\r';
  }
  return '\n';
}

/** The text after so many lines, by any line end. */
function afterLines(text: string, count: number): string {
  let at = 0;
  for (let line = 0; line < count; line++) {
    const found = /\r\n|\n|\r/g;
    found.lastIndex = at;
    const end = found.exec(text);
    if (end === null) return '';
    at = end.index + end[0].length;
  }
  return text.slice(at);
}
