import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Answer } from './answer.ts';

const STATUS: Readonly<Record<string, number>> = {
  invalid_query: 400,
  unknown_member: 400,
  forbidden_member: 403,
  query_timeout: 504,
  not_published: 503,
  organisation_changed: 503,
  too_many_ranges: 403,
  unauthorised: 401,
  forbidden: 403,
};

/** Cube's own form of an error, a text under `error`, with our code and facts beside it. */
export function errorBody(error: unknown): { status: number; body: Record<string, unknown> } {
  if (error instanceof TreelineError) {
    const { message, code, facts } = error;
    return { status: STATUS[code] ?? 500, body: { error: message, code, facts } };
  }
  if (error instanceof Error && 'type' in error && error.type === 'UserError') {
    return { status: 400, body: { error: error.message, code: 'invalid_query', facts: {} } };
  }
  return {
    status: 500,
    body: { error: 'The query failed; the log has the reason.', code: 'internal', facts: {} },
  };
}

/**
 * Cube's form of an answer, with the publish it comes from. The query is the one that was asked: Cube would show
 * the viewer's bounds in it.
 */
export function loadBody(answer: Answer, query: unknown, isMulti: boolean): Record<string, unknown> {
  const { publish, truncated, annotation, rows } = answer;
  const published = { version: publish.version, asOf: publish.asOf, truncated };
  const result = {
    query,
    data: rows,
    annotation,
    lastRefreshTime: publish.asOf,
    slowQuery: false,
    total: null,
    ...published,
  };
  if (!isMulti) return result;
  const pivotQuery = { ...(typeof query === 'object' ? query : {}), queryType: 'regularQuery' };
  return { queryType: 'regularQuery', results: [result], pivotQuery, slowQuery: false, ...published };
}
