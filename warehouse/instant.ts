/** The instant of a TIMESTAMP in UTC as DuckDB's JSON has it, `YYYY-MM-DD HH:MM:SS[.ffffff]`. */
export function instantOf(timestamp: string): Date {
  return new Date(`${timestamp.replace(' ', 'T')}Z`);
}
