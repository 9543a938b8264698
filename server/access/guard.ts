import { timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Directory } from '../accounts/directory.ts';
import { readCookie } from './cookies.ts';
import { rememberCaller, type Caller } from './caller.ts';
import { identify, type IdentifyEffects } from './identify.ts';
import { ruleFor, UNLISTED, type Rule } from './access-table.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const OWN_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/**
 * Settles who calls, before any route, and closes what the caller may not call. Everything under /api and /cubejs-api
 * comes through here. Errors: `unauthorised`, `forbidden`, `foreign_host`, `foreign_page`, `bad_request`.
 */
export function createGuard(effects: IdentifyEffects): RequestHandler {
  return async (request, response, next) => {
    if (!/^\/(api|cubejs-api)(\/|$)/i.test(request.path)) return next();
    // one person's answers, refusals among them, are never another's on the same browser
    response.setHeader('cache-control', 'no-store');
    refuseUnkeepable(request);
    refuseForeignHost(request, effects);
    const rule = ruleFor(request.path.toLowerCase().replace(/\/+$/, ''));
    const caller = await identify(request, response, effects);
    if (caller !== null) rememberCaller(request, caller);
    const changes = !SAFE.has(request.method) && !rule.isReading;
    if (!SAFE.has(request.method)) refuseForeignPage(request, effects.settings.publicUrl);
    if (rule.needs !== 'anyone') {
      if (caller === null) throw unauthorised();
      if (!mayCall(caller, rule)) throw forbidden();
    }
    if (changes && caller?.isReadOnly === true && !mayChangeNothing(request)) throw readOnly();
    if (changes && caller !== null && caller.sessionId !== null)
      await refuseForgery(request, await effects.directory());
    next();
  };
}

function mayCall(caller: Caller, rule: Rule): boolean {
  if (caller.kind === 'wall') return rule.wall;
  if (caller.scopes !== null && (rule.scope === null || !caller.scopes.includes(rule.scope))) return false;
  if (rule === UNLISTED) {
    if (caller.kind === 'open') return true;
    if (!('allowAll' in caller.viewer)) return false;
  }
  if (rule.needs === 'anyone' || rule.needs === 'signed_in') return true;
  return rule.needs === 'account' ? caller.kind === 'account' : caller.abilities.has(rule.needs);
}

/** PostgreSQL keeps no NUL in a text: an address with one names nothing. */
function refuseUnkeepable(request: Request): void {
  if (!/%00/.test(request.originalUrl)) return;
  throw new TreelineError('bad_request', 'The address holds a NUL character, which nothing here has.', {});
}

/** Where anybody is let in, a page of another site must not reach us by a name of its own that leads to this machine. */
function refuseForeignHost(request: Request, { settings }: IdentifyEffects): void {
  if (settings.mode === 'accounts' || OWN_HOST.test(request.headers.host ?? '')) return;
  throw new TreelineError(
    'foreign_host',
    'Without accounts the boards answer on this machine alone: open http://localhost. For others, set auth.mode to accounts in treeline.yaml.',
    {},
  );
}

/** A page of another site makes no changes and signs nobody in. */
function refuseForeignPage(request: Request, publicUrl: string | null): void {
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  const isForeign =
    site !== undefined
      ? site !== 'same-origin' && site !== 'none'
      : origin !== undefined && !isOurs(origin, request, publicUrl);
  if (!isForeign) return;
  throw new TreelineError(
    'foreign_page',
    'This request comes from a page of another site, and is refused.',
    {},
  );
}

function isOurs(origin: string, request: Request, publicUrl: string | null): boolean {
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return host === request.headers.host || (publicUrl !== null && host === new URL(publicUrl).host);
}

/** Whoever looks through other eyes may stop doing so, and may sign out or in. */
function mayChangeNothing(request: Request): boolean {
  return /^\/api\/session(\/|$)/i.test(request.path);
}

/** A session's changes carry its token, which no other page can read. */
async function refuseForgery(request: Request, directory: Directory | null): Promise<void> {
  const cookie = readCookie(request, 'session');
  const found = cookie === null ? null : await directory?.sessions.find(cookie);
  const given = Buffer.from(request.get('x-csrf-token') ?? '');
  const wanted = Buffer.from(found?.session.csrfToken ?? '');
  if (wanted.length > 0 && given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  throw new TreelineError('foreign_page', 'The page is out of date. Reload it and try again.', {});
}

export function unauthorised(): TreelineError {
  return new TreelineError('unauthorised', 'Sign in first, or send an API token that is still good.', {});
}

export function forbidden(): TreelineError {
  return new TreelineError('forbidden', 'You may not do this. An administrator can give you the right.', {});
}

function readOnly(): TreelineError {
  return new TreelineError(
    'read_only',
    'Here you only look. Return to your own eyes to change something.',
    {},
  );
}
