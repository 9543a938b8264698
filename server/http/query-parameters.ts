import { z } from 'zod';
import { TreelineError } from '../../warehouse/treeline-error.ts';

/** Checks parameters of an address or a body; the error says for each what is allowed. Errors: `invalid_parameter`. */
export function parseParameters<T extends z.ZodType>(schema: T, given: unknown): z.output<T> {
  const result = schema.safeParse(given);
  if (result.success) {
    refuseUnkeepable(given);
    return result.data;
  }
  const problems = result.error.issues.map((issue) => {
    const name = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') return `unknown parameter ${issue.keys.join(', ')}`;
    if (issue.code === 'invalid_value') return `${name} must be one of ${issue.values.join(', ')}`;
    if (issue.code === 'invalid_format') return `${name} must be ${issue.message}`;
    return `${name}: ${issue.message}`;
  });
  const allowed = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  throw new TreelineError('invalid_parameter', `${problems.join('; ')}. Parameters: ${allowed.join(', ')}.`, {
    problems,
    allowed,
  });
}

/** Texts that PostgreSQL takes neither as text nor in JSON: a NUL, and half of a surrogate pair. */
const UNKEEPABLE = /\0|\p{Surrogate}/u;

function refuseUnkeepable(given: unknown, name = ''): void {
  if (typeof given === 'string') {
    if (!UNKEEPABLE.test(given)) return;
    const problem = `${name} holds a character that cannot be kept: NUL, or half of one`;
    throw new TreelineError('invalid_parameter', `${problem}.`, { problems: [problem] });
  }
  if (typeof given !== 'object' || given === null) return;
  for (const [key, value] of Object.entries(given)) refuseUnkeepable(value, key);
}
