import { TreelineError } from '../../warehouse/treeline-error.ts';

/** One thing to mend in a configuration file. */
export interface Problem {
  readonly line: number;
  readonly message: string;
}

/** All problems of one file in one error, in the order of the file. */
export function problemsError(code: string, file: string, problems: readonly Problem[]): TreelineError {
  const sorted = problems.toSorted((left, right) => left.line - right.line);
  const unique = sorted.filter(
    (one, index) =>
      index === 0 || one.line !== sorted[index - 1]?.line || one.message !== sorted[index - 1]?.message,
  );
  const lines = unique.map((one) => `${file}:${one.line}: ${one.message}`);
  return new TreelineError(code, lines.join('\n'), { file, problems: unique });
}
