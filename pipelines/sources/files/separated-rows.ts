import type { FileFormat } from '../../config/file-format.ts';
import { findDialect, type FoundDialect } from './dialect.ts';

/**
 * Rows of a text whose rows end in something else than a line end, such as `&|`. Such separators are chosen so that no
 * value holds them: nothing is quoted. A line end after the separator belongs to it.
 */
export async function* readSeparatedRows(
  pieces: AsyncIterable<string>,
  separator: string,
  delimiter: string,
): AsyncGenerator<string[]> {
  let left = '';
  let isFirst = true;
  const split = (row: string): string[] => {
    const text = isFirst ? row : row.replace(/^(\r\n|\n|\r)/, '');
    isFirst = false;
    return text.split(delimiter);
  };
  for await (const piece of pieces) {
    const rows = (left + piece).split(separator);
    left = rows.pop() ?? '';
    for (const row of rows) yield split(row);
  }
  if (left.trim() !== '') yield split(left);
}

/** How such a text is written; only the delimiter may have to be found. */
export function separatedDialect(sample: string, separator: string, format: FileFormat): FoundDialect {
  const plain = { ...format, quote: '', skip: 0 };
  const rows = sample.split(separator).map((row) => row.replace(/^(\r\n|\n|\r)/, ''));
  const first = rows[format.skip] ?? '';
  // line ends inside a value say nothing here
  const found = findDialect(first.replaceAll(/[\r\n]/g, ' '), true, plain);
  return { ...found, skip: format.skip, preamble: null };
}
