import type { z } from 'zod';
import { errorAnswer } from '../../../server/contracts/errors.ts';
import { loadAnswer, loadError, type LoadAnswer, type LoadQuery } from '../../../server/contracts/load.ts';

/** An answer that is not a success, in the words of the server. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export interface HttpEffects {
  fetch: typeof fetch;
  wait(ms: number): Promise<void>;
}

const browser: HttpEffects = {
  fetch: (...request) => fetch(...request),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

function failure(status: number, body: unknown): ApiError {
  const ours = errorAnswer.safeParse(body);
  if (ours.success) return new ApiError(status, ours.data.error.code, ours.data.error.message);
  const cube = loadError.safeParse(body);
  if (cube.success) return new ApiError(status, 'load_failed', cube.data.error);
  return new ApiError(status, 'unreadable_answer', `The server answered with status ${status}.`);
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof SyntaxError) throw failure(response.status, null);
    throw error;
  }
}

/** Gets and parses one answer; anything but the declared shape is an error here, not a blank later. */
export async function getAnswer<T>(
  schema: z.ZodType<T>,
  path: string,
  signal: AbortSignal | null = null,
  effects: HttpEffects = browser,
): Promise<T> {
  const response = await effects.fetch(path, { headers: { accept: 'application/json' }, signal });
  const body = await readJson(response);
  if (!response.ok) throw failure(response.status, body);
  return schema.parse(body);
}

/** Gets a file, with the name that the server gives it. */
export async function getFile(path: string, effects: HttpEffects = browser): Promise<File> {
  const response = await effects.fetch(path);
  if (!response.ok) throw failure(response.status, await readJson(response));
  const [, name = 'treeline.csv'] =
    /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  return new File([await response.blob()], name);
}

export type ChangeMethod = 'POST' | 'PATCH' | 'DELETE';

/** Sends a change; `token` is the session's, which the server asks back. Answers null where there is nothing to say. */
export async function sendChange(
  method: ChangeMethod,
  path: string,
  body: unknown,
  token: string | null,
  effects: HttpEffects = browser,
): Promise<unknown> {
  const response = await effects.fetch(path, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === null ? {} : { 'x-csrf-token': token }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.status === 204) return null;
  const answer = await readJson(response);
  if (!response.ok) throw failure(response.status, answer);
  return answer;
}

/** Asks the metric layer. Cube answers "Continue wait" with status 200 while a query is still running. */
export async function loadCube(
  query: LoadQuery,
  signal: AbortSignal | null = null,
  effects: HttpEffects = browser,
): Promise<LoadAnswer> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const response = await effects.fetch('/cubejs-api/v1/load', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query }),
      signal,
    });
    const body = await readJson(response);
    const refused = loadError.safeParse(body);
    if (refused.success && refused.data.error === 'Continue wait') {
      await effects.wait(200);
      continue;
    }
    if (!response.ok || refused.success) throw failure(response.status, body);
    return loadAnswer.parse(body);
  }
  throw new ApiError(504, 'still_running', 'The figures took too long. Try a shorter period.');
}
