import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { CubeQuery } from '../semantic-port.ts';

/** A Cube query as an address carries it; the semantic layer checks what the JSON says. Errors: `invalid_query`. */
export function parseQueryText(text: string): CubeQuery {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw unreadable(cause);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw unreadable();
  return parsed;
}

function unreadable(cause?: unknown): TreelineError {
  const message = 'query is not a JSON object. Write a Cube query such as {"measures":["sales.won_amount"]}.';
  return new TreelineError('invalid_query', message, {}, cause);
}
