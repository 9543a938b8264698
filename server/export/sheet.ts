import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | boolean | null;

export type CellType = 'string' | 'number' | 'boolean' | 'date' | 'instant';

/** A table as it leaves the house: a heading for each column, and the rows in their order. */
export interface Sheet {
  readonly columns: readonly { readonly heading: string; readonly type: CellType }[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), full-width signs among it. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * RFC 4180 in UTF-8 with the mark by which Excel knows it. A text that a spreadsheet would run as a formula begins with
 * an apostrophe, as it does when somebody types it there; numbers stay numbers.
 */
export function writeCsv({ columns, rows }: Sheet): string {
  const lines = [
    // a column of the company's own is called what the mapping says
    columns.map(({ heading }) => written(heading, 'string')),
    ...rows.map((row) => row.map((cell, at) => written(cell, columns[at]?.type ?? 'string'))),
  ];
  return stringify(lines, { bom: true, record_delimiter: 'windows', cast: { boolean: String } });
}

function written(cell: Cell, type: CellType): Cell {
  if (typeof cell !== 'string' || (type === 'number' && !Number.isNaN(Number(cell)))) return cell;
  // `2026-11-20T00:00:00.000` is text to a spreadsheet, these are moments
  if (type === 'date') return cell.slice(0, 10);
  if (type === 'instant') return cell.slice(0, 19).replace('T', ' ');
  return FORMULA.test(cell) ? `'${cell}` : cell;
}
