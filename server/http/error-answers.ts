import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { ErrorAnswer } from '../contracts/errors.ts';
import { statusOf } from './error-status.ts';

export function notFound(request: Request): TreelineError {
  return new TreelineError(
    'not_found',
    `There is nothing at ${request.baseUrl}${request.path}. The API's paths start with /api/.`,
    {
      path: `${request.baseUrl}${request.path}`,
    },
  );
}

/** Under `/api` an unknown path is an error in JSON, never the dashboard's page. */
export const unknownApiPath: RequestHandler = (request) => {
  throw notFound(request);
};

/** Every error leaves here: what the caller can mend is told, our own defects only have a code. */
export function errorAnswers(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof TreelineError) {
      const body: ErrorAnswer = {
        error: { code: error.code, message: error.message, facts: { ...error.facts } },
      };
      response.status(statusOf(error.code)).json(body);
      return;
    }
    const status = clientFault(error);
    if (status !== null) {
      const message = 'The request could not be read. Send valid JSON of moderate size.';
      response
        .status(status)
        .json({ error: { code: 'bad_request', message, facts: {} } } satisfies ErrorAnswer);
      return;
    }
    log.error({ err: error, path: request.path }, 'defect while answering');
    const message = 'Something failed inside Treeline. The log of the server has the details.';
    response.status(500).json({ error: { code: 'internal', message, facts: {} } } satisfies ErrorAnswer);
  };
}

/** Express's own 4xx (a body that is no JSON, a malformed address) carry a status. */
function clientFault(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}
