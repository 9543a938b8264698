import { Router, type Request, type Response } from 'express';
import type { z } from 'zod';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { AccessSettings } from '../access/access-settings.ts';
import { clearCookie, readCookie, setCookie } from '../access/cookies.ts';
import type { Caller } from '../access/caller.ts';
import { demoAccount, demoPeople } from '../access/demo-people.ts';
import { accountCaller, identify } from '../access/identify.ts';
import { standsNowhere } from '../access/standing.ts';
import type { Stands } from '../access/stands.ts';
import { addressOf } from '../accounts/client-of.ts';
import type { Directory } from '../accounts/directory.ts';
import { hashPassword } from '../accounts/password.ts';
import { signInWithPassword, startSession } from '../accounts/sign-in.ts';
import type { Throttle } from '../accounts/throttle.ts';
import {
  demoRequest,
  passwordLinkRequest,
  signInRequest,
  wallRequest,
  type CallerAnswer,
  type PasswordLinkAnswer,
  type SessionAnswer,
  type WallAnswer,
} from '../contracts/session.ts';
import { jsonBody } from '../http/body.ts';
import { notFound } from '../http/error-answers.ts';
import { parseParameters } from '../http/query-parameters.ts';
import type { Published } from '../published/snapshot.ts';
import { noteEnd } from './view-as-route.ts';

export interface SessionEffects {
  readonly settings: AccessSettings;
  readonly published: Published;
  readonly stands: Stands;
  readonly throttle: Throttle;
  directory(): Promise<Directory> | null;
}

/** A wall stands for longer than any session: its cookie lives as long as browsers keep one. */
const WALL_DAYS = 400;

/** `/api/session` and what belongs to it: who I am, sign in and out, look through other eyes, links that let in. */
export function sessionRoute(effects: SessionEffects): Router {
  const { settings, published, stands, throttle } = effects;
  const router = Router();

  async function answer(request: Request, response: Response, caller: Caller | null): Promise<void> {
    const body: SessionAnswer = {
      mode: settings.mode,
      caller: caller === null ? null : await describeCaller(caller, request, effects.directory),
      provider: settings.oidc === null ? null : { name: settings.oidc.name },
      demo: settings.mode === 'demo' ? demoPeople((await published.snapshot()).org).map(plainVisitor) : [],
    };
    response.setHeader('cache-control', 'no-store').json(body);
  }

  /** As the cookies that this very answer sets will have it. */
  async function answerAnew(request: Request, response: Response, accountId: string): Promise<void> {
    const directory = await needDirectory(effects, request);
    const [session] = await directory.sessions.of(accountId);
    const caller = await accountCaller(directory.accounts.get(accountId), stands);
    const csrfToken = session?.csrfToken ?? null;
    const described = caller === null ? null : await describeCaller(caller, request, effects.directory);
    response.setHeader('cache-control', 'no-store').json({
      ...{ mode: settings.mode, provider: null, demo: [] },
      caller: described === null ? null : { ...described, csrfToken },
    } satisfies SessionAnswer);
  }

  router.get('/api/session', async (request, response) => {
    await answer(request, response, await identify(request, response, effects));
  });

  router.post('/api/session', jsonBody, async (request, response) => {
    const directory = await needDirectory(effects, request);
    const given = parseBody(signInRequest, request);
    const account = await signInWithPassword(request, response, given, { directory, throttle, stands });
    await answerAnew(request, response, account.id);
  });

  router.delete('/api/session', async (request, response) => {
    const directory = await needDirectory(effects, request);
    const cookie = readCookie(request, 'session');
    const found = cookie === null ? null : await directory.sessions.find(cookie);
    if (found !== null) {
      const caller = await identify(request, null, effects);
      if (caller !== null) await noteEnd(directory, caller, request);
      await directory.sessions.endOne(found.session.id);
      const login = directory.accounts.get(found.session.accountId)?.login ?? '';
      await directory.audit.write({
        ...{ action: 'sign_out', accountId: found.session.accountId, actor: login, subject: login },
        address: addressOf(request),
      });
    }
    clearCookie(request, response, 'session');
    clearCookie(request, response, 'wall');
    response.status(204).end();
  });

  router.post('/api/session/demo', jsonBody, async (request, response) => {
    if (settings.mode !== 'demo') throw notFound(request);
    const directory = await needDirectory(effects, request);
    const { who } = parseBody(demoRequest, request);
    const visitor = demoPeople((await published.snapshot()).org).find((one) => one.who === who);
    if (visitor === undefined) throw notFound(request);
    const account = await demoAccount(directory, visitor);
    await startSession(request, response, account, directory, 'demo');
    await answerAnew(request, response, account.id);
  });

  router.post('/api/session/password-link', jsonBody, async (request, response) => {
    const directory = await needDirectory(effects, request);
    const { secret, password } = parseBody(passwordLinkRequest, request);
    const id = await directory.links.lookAtPasswordLink(secret);
    const account = id === null ? null : directory.accounts.get(id);
    if (account === null || !account.isEnabled) throw linkOver();
    if (password === undefined) {
      const { login, name } = account;
      response.setHeader('cache-control', 'no-store').json({ login, name } satisfies PasswordLinkAnswer);
      return;
    }
    const hash = await hashPassword(password, account.login);
    // taken only now: a password that is refused leaves the link as it was
    if ((await directory.links.takePasswordLink(secret)) === null) throw linkOver();
    await directory.accounts.setPassword(account.id, hash);
    await directory.sessions.endAll(account.id);
    await directory.audit.write({
      ...{ action: 'password_changed', accountId: account.id, actor: account.login, subject: account.login },
      ...{ detail: { way: 'link' }, address: addressOf(request) },
    });
    if ((await accountCaller(account, stands)) === null) throw linkOver();
    await startSession(request, response, account, directory, 'link');
    await answerAnew(request, response, account.id);
  });

  router.post('/api/session/wall', jsonBody, async (request, response) => {
    const directory = await needDirectory(effects, request);
    const { secret } = parseBody(wallRequest, request);
    const link = await directory.links.useWallLink(secret);
    if (link === null) throw linkOver();
    setCookie(request, response, { name: 'wall', value: secret, days: WALL_DAYS });
    await directory.audit.write({
      ...{ action: 'wall_opened', accountId: null, actor: `wall ${link.name}`, subject: link.name },
      address: addressOf(request),
    });
    const { unitId, pages } = link;
    response.setHeader('cache-control', 'no-store').json({ unitId, pages } satisfies WallAnswer);
  });
  return router;
}

async function describeCaller(
  caller: Caller,
  request: Request,
  open: SessionEffects['directory'],
): Promise<CallerAnswer> {
  const directory = caller.accountId === null ? null : await open();
  const cookie = caller.sessionId === null ? null : readCookie(request, 'session');
  const found = cookie === null ? null : await directory?.sessions.find(cookie);
  const { kind, login, name, roles, personId, homeUnitId, isReadOnly, lookingFor } = caller;
  return {
    ...{ kind, login, name, roles: [...roles], personId, homeUnitId, isReadOnly },
    abilities: [...caller.abilities],
    seesEverything: 'allowAll' in caller.viewer,
    standsNowhere: standsNowhere(caller.viewer),
    hasPassword: directory?.accounts.get(caller.accountId ?? '')?.hasPassword ?? false,
    lookingFor: lookingFor === null ? null : { name: lookingFor.name, login: lookingFor.login },
    csrfToken: found?.session.csrfToken ?? null,
  };
}

/** Where nobody signs in these paths do not exist. */
async function needDirectory(effects: SessionEffects, request: Request): Promise<Directory> {
  const directory = await effects.directory();
  if (directory === null) throw notFound(request);
  return directory;
}

function parseBody<T extends z.ZodType>(schema: T, request: Request): z.output<T> {
  return parseParameters(schema, request.body ?? {});
}

function plainVisitor({
  who,
  name,
  unit,
}: {
  who: SessionAnswer['demo'][number]['who'];
  name: string;
  unit: string;
}) {
  return { who, name, unit };
}

function linkOver(): TreelineError {
  return new TreelineError(
    'link_over',
    'This link was used already, has expired, or was revoked. Ask an administrator for a new one.',
    {},
  );
}
