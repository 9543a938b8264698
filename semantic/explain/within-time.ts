import type { DuckDBConnection } from '@duckdb/node-api';
import { TreelineError } from '../../warehouse/treeline-error.ts';

/** Interrupts DuckDB when the work takes too long. Errors: `query_timeout`. */
export async function withinTime<T>(
  connection: DuckDBConnection,
  ms: number,
  work: () => Promise<T>,
): Promise<T> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    connection.interrupt();
  }, ms);
  try {
    return await work();
  } catch (error) {
    if (!isLate) throw error;
    const seconds = Math.round(ms / 1000);
    const message = `The rows took longer than ${seconds} seconds. Ask for a shorter period or a smaller unit.`;
    throw new TreelineError('query_timeout', message, { seconds }, error);
  } finally {
    clearTimeout(timer);
  }
}
