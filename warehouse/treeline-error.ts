/**
 * Something its reader can mend: the message says where, what is wrong and what to do next.
 * `code` is public (docs/errors.md has one heading each); `facts` are fields, never row values or secrets.
 * What is our own defect stays a plain Error.
 */
export class TreelineError extends Error {
  override readonly name = 'TreelineError';

  constructor(
    readonly code: string,
    message: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
