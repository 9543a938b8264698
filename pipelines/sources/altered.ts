import { TreelineError } from '../../warehouse/treeline-error.ts';

/** A table whose columns changed after the run had looked at them: what was prepared would misread it. */
export function alteredError(source: string, entity: string, cause?: unknown): TreelineError {
  return new TreelineError(
    'source_changed',
    `The table of ${source}.${entity} was altered while the run was under way. Nothing of this run was landed; the next one looks at the table anew.`,
    { source, entity },
    cause,
  );
}
