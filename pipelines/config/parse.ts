import type { z } from 'zod';
import { configSchema, type ParsedConfig } from './schema.ts';

type Issue = z.core.$ZodIssue;

/** A parsed configuration, as far as it can be read, and everything that the schema has against it. */
export interface Parsed {
  /** Null when not even the rest makes sense. */
  readonly config: ParsedConfig | null;
  readonly issues: readonly { readonly path: (string | number)[]; readonly message: string }[];
}

/**
 * Parses by the schema. What is wrong is reported and left out, and the rest is parsed again: so that one
 * misspelt key does not hide the problems that only a look at the mappings finds.
 */
export function parseConfig(value: unknown): Parsed {
  const first = configSchema.safeParse(value);
  if (first.success) return { config: first.data, issues: [] };
  const issues = first.error.issues.map((issue) => ({ path: placeOf(issue), message: issue.message }));
  const rest = structuredClone(value);
  for (const issue of first.error.issues) remove(rest, issue);
  const second = configSchema.safeParse(rest);
  return { config: second.success ? second.data : null, issues };
}

/** An unknown key is reported where it stands, not where its object begins. */
function placeOf(issue: Issue): (string | number)[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? step.toString() : step));
  return issue.code === 'unrecognized_keys' ? [...path, issue.keys[0] ?? ''] : path;
}

function remove(root: unknown, issue: Issue): void {
  const path = issue.path.map(String);
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [path.pop() ?? ''];
  let node: unknown = root;
  for (const step of path) {
    // a single mapping may stand where a list of them is read
    if (step === '0' && !Array.isArray(node)) continue;
    if (typeof node !== 'object' || node === null) return;
    node = Reflect.get(node, step);
  }
  if (typeof node !== 'object' || node === null) return;
  for (const key of keys) Reflect.deleteProperty(node, key);
}
