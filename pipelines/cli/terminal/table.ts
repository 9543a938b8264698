/** A rule under the last column need not be as long as the longest message in it. */
const LONGEST_LAST_RULE = 60;

/** Rows under their headings, columns aligned; figures to the right. */
export function tableLines(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, column) =>
    Math.max(...[heading, ...rows.map((row) => row[column] ?? '')].map(displayWidth)),
  );
  const isFigure = headings.map((_heading, column) =>
    rows.every((row) => /^(-?[\d.,]+%?|—)?$/.test(row[column] ?? '')),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const gap = ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell)));
        return isFigure[column] === true ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  return [
    line(headings),
    widths
      .map((width, column) => (column < widths.length - 1 ? width : Math.min(width, LONGEST_LAST_RULE)))
      .map((width) => '─'.repeat(width))
      .join('  '),
    ...rows.map((row) => line(row)),
  ];
}

/** Columns on a terminal: Chinese characters and full-width signs take two. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1;
  return width;
}
