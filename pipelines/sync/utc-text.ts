/** An instant as DuckDB's naive UTC text, to the millisecond. */
export function utcText(at: Date): string {
  return at.toISOString().replace('T', ' ').replace('Z', '');
}
