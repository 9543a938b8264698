import { Router, type Request } from 'express';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { callerOf } from '../access/caller.ts';
import { setCookie } from '../access/cookies.ts';
import { forbidden } from '../access/guard.ts';
import type { Account } from '../accounts/accounts.ts';
import { auditedActor, addressOf, agentOf } from '../accounts/client-of.ts';
import type { Directory } from '../accounts/directory.ts';
import type { ApiToken } from '../accounts/links.ts';
import { hashPassword, isPassword } from '../accounts/password.ts';
import type { Throttle } from '../accounts/throttle.ts';
import { passwordRequest, tokenRequest, type AccountAnswer, type TokenLine } from '../contracts/account.ts';
import { jsonBody } from '../http/body.ts';
import { notFound } from '../http/error-answers.ts';
import { parseParameters } from '../http/query-parameters.ts';

/** `/api/account`: the own password, sessions and API tokens. Nobody does this through other eyes, nor with a token. */
export function accountRoute(effects: {
  readonly throttle: Throttle;
  directory(): Promise<Directory> | null;
}): Router {
  const router = Router();

  async function own(request: Request): Promise<{ directory: Directory; account: Account }> {
    const caller = callerOf(request);
    const directory = await effects.directory();
    const account = directory?.accounts.get(caller.accountId ?? '') ?? null;
    if (directory === null || account === null || caller.lookingFor !== null || caller.sessionId === null)
      throw forbidden();
    return { directory, account };
  }

  router.get('/api/account', async (request, response) => {
    const { directory, account } = await own(request);
    const [sessions, tokens] = await Promise.all([
      directory.sessions.of(account.id),
      directory.links.tokensOf(account.id),
    ]);
    const { sessionId } = callerOf(request);
    const body: AccountAnswer = {
      sessions: sessions.map(({ id, createdAt, seenAt, address, agent }) => ({
        ...{ id, address, agent, isThis: id === sessionId },
        ...{ createdAt: createdAt.toISOString(), seenAt: seenAt.toISOString() },
      })),
      tokens: tokens.map((token) => tokenLine(token, account.login)),
    };
    response.setHeader('cache-control', 'no-store').json(body);
  });

  router.post('/api/account/password', jsonBody, async (request, response) => {
    const { directory, account } = await own(request);
    const { current, next } = parseParameters(passwordRequest, request.body ?? {});
    const attempt = { address: addressOf(request), login: account.login, device: `session ${account.id}` };
    await effects.throttle.attempt(attempt, () =>
      note(request, directory, 'sign_in_failed', account.login, { reason: 'too many attempts' }),
    );
    const kept = await directory.accounts.passwordHash(account.id);
    if (kept !== null && !(await isPassword(current, kept)))
      throw new TreelineError('sign_in_refused', 'The present password is not right.', {});
    await effects.throttle.succeeded(attempt);
    await directory.accounts.setPassword(account.id, await hashPassword(next, account.login));
    // whoever had come in with the old password is out; this browser goes on with a new secret
    await directory.sessions.endAll(account.id);
    const { token, session } = await directory.sessions.start(account.id, {
      ...{ address: addressOf(request), agent: agentOf(request) },
    });
    setCookie(request, response, { name: 'session', value: token, days: null });
    await directory.audit.write({
      ...{ action: 'password_changed', accountId: account.id, actor: account.login, subject: account.login },
      address: addressOf(request),
    });
    response.setHeader('cache-control', 'no-store').json({ csrfToken: session.csrfToken });
  });

  router.post('/api/account/tokens', jsonBody, async (request, response) => {
    const { directory, account } = await own(request);
    const { name, scopes, days } = parseParameters(tokenRequest, request.body ?? {});
    const { secret } = await directory.links.makeToken(account.id, name, scopes, days);
    await note(request, directory, 'token_made', name, { scopes, days });
    response.setHeader('cache-control', 'no-store').json({ secret });
  });

  router.delete('/api/account/tokens/:id', async (request, response) => {
    const { directory, account } = await own(request);
    const gone = await directory.links.revokeToken(request.params.id, account.id);
    if (gone === null) throw notFound(request);
    await note(request, directory, 'token_revoked', gone.name);
    response.status(204).end();
  });

  router.delete('/api/account/sessions/:id', async (request, response) => {
    const { directory, account } = await own(request);
    const isOwn = (await directory.sessions.of(account.id)).some(({ id }) => id === request.params.id);
    if (!isOwn) throw notFound(request);
    await directory.sessions.endOne(request.params.id);
    await note(request, directory, 'session_ended', account.login);
    response.status(204).end();
  });
  return router;
}

async function note(
  request: Request,
  { audit }: Directory,
  action: Parameters<Directory['audit']['write']>[0]['action'],
  subject: string,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await audit.write({ action, subject, detail, ...auditedActor(callerOf(request), request) });
}

export function tokenLine(token: ApiToken, login: string): TokenLine {
  return {
    ...{ id: token.id, login, name: token.name, scopes: [...token.scopes] },
    ...{ createdAt: token.createdAt.toISOString(), expiresAt: token.expiresAt.toISOString() },
    usedAt: token.usedAt?.toISOString() ?? null,
  };
}
