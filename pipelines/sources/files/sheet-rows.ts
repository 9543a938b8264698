import { FileFault } from './file-fault.ts';
import { columnOf, dateText, numberText } from './sheet-cell.ts';
import { hearPart, unescapeText, type PartListener, type Workbook } from './workbook.ts';

/** A row of a sheet: its number as Excel shows it, and its cells; null is an empty one. */
export interface SheetRow {
  readonly number: number;
  readonly values: readonly (string | null)[];
}

/** Cells that are merged, by the rows that they stretch over and where they begin. */
export interface Merge {
  readonly reference: string;
  readonly firstRow: number;
  readonly lastRow: number;
}

/** The sheet of this name; without one the first that is not hidden. */
export function findSheet(workbook: Workbook, name: string | null): Workbook['sheets'][number] {
  const { sheets } = workbook;
  const found =
    name === null
      ? (sheets.find((one) => !one.isHidden) ?? sheets[0])
      : (sheets.find((one) => one.name === name) ??
        sheets.find((one) => one.name.trim().toLowerCase() === name.trim().toLowerCase()));
  if (found !== undefined) return found;
  const known = sheets.map((one) => `"${one.name}"`).join(', ');
  throw new FileFault(`there is no sheet "${name ?? ''}". The workbook has ${known}.`);
}

/** Reads the rows of a sheet that hold anything; `merges` is filled when the sheet has been read to its end. */
export async function* readSheetRows(
  workbook: Workbook,
  part: string,
  merges: Merge[],
): AsyncGenerator<SheetRow> {
  let ready: SheetRow[] = [];
  const listener = sheetListener(workbook, (row) => ready.push(row), merges);
  for await (const heard of hearPart(workbook.readPart(part), listener)) {
    void heard;
    const rows = ready;
    ready = [];
    yield* rows;
  }
}

interface Cell {
  reference: string;
  type: string;
  style: number;
  value: string | null;
  isFormula: boolean;
}

function sheetListener(workbook: Workbook, onRow: (row: SheetRow) => void, merges: Merge[]): PartListener {
  let number = 0;
  let values: (string | null)[] = [];
  let cell: Cell | null = null;
  let isValue = false;
  let guides = 0;
  return {
    open(name, attributes) {
      if (name === 'row') {
        number = attributes['r'] === undefined ? number + 1 : Number(attributes['r']);
        values = [];
      } else if (name === 'c') {
        const { r: reference = '', t: type = 'n', s: style = '0' } = attributes;
        cell = { reference, type, style: Number(style), value: null, isFormula: false };
      } else if (name === 'f' && cell !== null) cell.isFormula = true;
      else if (name === 'rPh') guides++;
      else if ((name === 'v' || (name === 't' && guides === 0)) && cell !== null) {
        cell.value ??= '';
        isValue = true;
      } else if (name === 'mergeCell') merges.push(mergeOf(attributes['ref'] ?? ''));
    },
    text(text) {
      if (isValue && cell !== null) cell.value += text;
    },
    close(name) {
      if (name === 'v' || name === 't') isValue = false;
      if (name === 'rPh') guides--;
      if (name === 'c' && cell !== null) {
        const column = cell.reference === '' ? values.length : columnOf(cell.reference);
        while (values.length < column) values.push(null);
        values[column] = cellText(cell, number, workbook);
        cell = null;
      }
      if (name === 'row' && values.some((value) => value !== null && value !== '')) onRow({ number, values });
    },
  };
}

function cellText(cell: Cell, row: number, workbook: Workbook): string | null {
  const { value } = cell;
  if (value === null) {
    if (!cell.isFormula) return null;
    const place = cell.reference === '' ? `a cell of row ${row}` : cell.reference;
    throw new FileFault(
      `${place} is a formula without a result: the program that wrote the workbook did not calculate. Open it in Excel and save it.`,
    );
  }
  switch (cell.type) {
    case 's':
      return workbook.strings[Number(value)] ?? null;
    case 'b':
      return value === '1' ? 'true' : 'false';
    case 'd':
    case 'e':
      return value;
    case 'str':
    case 'inlineStr':
      return unescapeText(value);
    default:
      if (value === '') return null;
      return (
        (workbook.dateStyles[cell.style] === true ? dateText(Number(value), workbook.is1904) : null) ??
        numberText(value)
      );
  }
}

function mergeOf(reference: string): Merge {
  const [first = '', last = first] = reference.split(':');
  const rowOf = (one: string): number => Number(/\d+$/.exec(one)?.[0] ?? 0);
  return { reference, firstRow: rowOf(first), lastRow: rowOf(last) };
}
