import path from 'node:path';
import { TreelineError } from './treeline-error.ts';

const FULL = /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT|File too large|EFBIG/;

/** DuckDB's word for having given up: a checkpoint that finds no room, for instance, ends the instance. */
const BEYOND_USE = /FATAL Error|database has been invalidated/;

/** All that is said of an error: what failed while something failed comes as several in one. */
function textOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(textOf).join('\n');
  return error instanceof Error ? error.message : String(error);
}

export function isBeyondUse(error: unknown): boolean {
  return !(error instanceof TreelineError) && BEYOND_USE.test(textOf(error));
}

/** A write that found no room as an error for people; any other error as it is. */
export function asDiskFull(error: unknown, file: string): unknown {
  if (error instanceof TreelineError || !FULL.test(textOf(error))) return error;
  const folder = path.dirname(file);
  return new TreelineError(
    'disk_full',
    `There is no room left in ${folder} (disk, quota or the largest size of a file). Nothing that was under way was kept, everything before is whole. Make room; Treeline goes on by itself with its next run.`,
    { folder },
    error,
  );
}
