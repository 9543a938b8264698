import { nameColumns } from './column-names.ts';
import { FileFault } from './file-fault.ts';
import { writtenPart, type OpenFile, type OpenOptions } from './open-file.ts';
import { openRowWriter, type RowWriter } from './row-writer.ts';
import { findSheet, readSheetRows, type Merge, type SheetRow } from './sheet-rows.ts';
import { openWorkbook } from './workbook.ts';

/** Opens a sheet of an .xlsx workbook; its first row that holds anything names the columns. */
export async function openSheetFile({ file, format, temporary }: OpenOptions): Promise<OpenFile | null> {
  const workbook = await openWorkbook(file);
  const target = temporary === null ? null : temporary();
  const writer: RowWriter | null = target === null ? null : await openRowWriter(target);
  try {
    const sheet = findSheet(workbook, format.sheet);
    const merges: Merge[] = [];
    const nulls = new Set(['', ...format.nulls]);
    let head: SheetRow | null = null;
    let width = 0;
    for await (const row of readSheetRows(workbook, sheet.part, merges)) {
      if (row.number <= format.skip) continue;
      const isHead = head === null;
      if (head === null) {
        head = row;
        width = format.columns?.length ?? widthOf(row);
        // only the columns are wanted
        if (writer === null) break;
      }
      if (isHead && format.header) continue;
      // what stands beyond the last column makes the row one that does not fit, not one that fits when it is cut
      const cells = Math.max(width, widthOf(row));
      await writer?.write(
        Array.from({ length: cells }, (_, index) => {
          const value = row.values[index] ?? null;
          return value === null || nulls.has(value) ? null : value;
        }),
      );
    }
    if (head === null) return null;
    const described = `sheet "${sheet.name}", header in row ${head.number}, ${width} columns`;
    if (format.header) refuseMerged(merges, head.number, sheet.name);
    if (format.columns !== null && format.header && widthOf(head) !== width) {
      throw new FileFault(`"columns" names ${width}, and the header has ${widthOf(head)} cells.`);
    }
    const header =
      format.columns ?? head.values.slice(0, width).map((name) => (format.header ? (name ?? '') : ''));
    const { names, doubled } = nameColumns(header);
    const part = target === null ? null : writtenPart(target, false);
    return { columns: names, doubled, described, part, malformed: [] };
  } finally {
    workbook.close();
    await writer?.close();
  }
}

/** Up to the last cell that holds anything. */
function widthOf(row: SheetRow): number {
  return row.values.findLastIndex((value) => value !== null && value !== '') + 1;
}

function refuseMerged(merges: readonly Merge[], row: number, sheet: string): void {
  const merge = merges.find((one) => one.firstRow <= row && one.lastRow >= row);
  if (merge === undefined) return;
  throw new FileFault(
    `the header of sheet "${sheet}" has merged cells (${merge.reference}): give every column its own heading in one row, or set "skip" to the rows above it.`,
  );
}
