/** The byte by which MySQL's protocol says that a value is null; below it the byte is the value's length itself. */
export const NULL = 0xfb;

const LENGTH_2 = 0xfc;
const LENGTH_3 = 0xfd;

/** How many bytes after this one hold the length: of a byte above `NULL`. */
export function widthOf(first: number): 2 | 3 | 8 {
  if (first === LENGTH_2) return 2;
  return first === LENGTH_3 ? 3 : 8;
}

/** The length that so many bytes hold, the lowest first. */
export function readLength(row: Uint8Array, from: number, width: number): number {
  let length = 0;
  for (let index = width - 1; index >= 0; index--) length = length * 256 + (row[from + index] ?? 0);
  return length;
}
