import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';

const OPEN = new Set(['GET /cubejs-api/v1/load', 'POST /cubejs-api/v1/load', 'GET /cubejs-api/v1/meta']);

/** A query is a few kilobytes; a body of this size is a mistake or an attack. */
const BODY_LIMIT = '256kb';

const openOnly: RequestHandler = (request, response, next) => {
  const isExtended = request.path.endsWith('/meta') && 'extended' in request.query;
  if (OPEN.has(`${request.method} ${request.path}`) && !isExtended) return next();
  response
    .status(403)
    .json({ error: 'Only load and meta are open here.', code: 'forbidden_route', facts: {} });
};

const unreadable: ErrorRequestHandler = (error, _request, response, next) => {
  const status: unknown =
    typeof error === 'object' && error !== null && 'status' in error ? error.status : null;
  if (typeof status !== 'number' || status < 400 || status >= 500) return next(error);
  const message =
    status === 413
      ? `The query is larger than ${BODY_LIMIT}. Ask for less at once.`
      : 'The body is not JSON.';
  response.status(status).json({ error: message, code: 'invalid_query', facts: {} });
};

/** Cube reads members of the body of a question without looking whether there is one. */
const withBody: RequestHandler = (request, response, next) => {
  if (request.method !== 'POST' || (typeof request.body === 'object' && request.body !== null)) return next();
  const error = 'The question is not sent as JSON. Say content-type: application/json.';
  response.status(400).json({ error, code: 'invalid_query', facts: {} });
};

/** Cube brings an older body parser, which would read the body again: its own mark tells it that this is done. */
const markAsRead: RequestHandler = (request, _response, next) => {
  Object.assign(request, { _body: true });
  next();
};

/** Lets `load` and `meta` through to Cube's routes, and nothing else. */
export function openDoor(app: Express, routes: Express): void {
  const door = express.Router();
  door.use(openOnly, express.json({ limit: BODY_LIMIT }), unreadable, withBody, markAsRead);
  app.use((request, response, next) => {
    if (!request.path.startsWith('/cubejs-api/')) return next();
    door(request, response, (error?: unknown) => {
      if (error === undefined) routes(request, response, next);
      else next(error);
    });
  });
}
