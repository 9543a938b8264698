import type { Request, Response } from 'express';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { accountCaller } from '../access/identify.ts';
import { readCookie, setCookie } from '../access/cookies.ts';
import type { Stands } from '../access/stands.ts';
import { plainLogin, type Account } from './accounts.ts';
import { addressOf, agentOf } from './client-of.ts';
import type { Directory } from './directory.ts';
import { isPassword } from './password.ts';
import type { Throttle } from './throttle.ts';

const DEVICE_DAYS = 400;

export interface SignInEffects {
  readonly directory: Directory;
  readonly throttle: Throttle;
  readonly stands: Stands;
}

/** Checks log-in and password, and starts a session. Errors: `sign_in_refused`, `too_many_attempts`. */
export async function signInWithPassword(
  request: Request,
  response: Response,
  given: { readonly login: string; readonly password: string },
  effects: SignInEffects,
): Promise<Account> {
  const { directory, throttle } = effects;
  const login = plainLogin(given.login);
  const account = directory.accounts.byLogin(login);
  const cookie = readCookie(request, 'device');
  // the same is asked of the state for a name that nobody has: the answer takes as long
  const id = account?.id ?? '';
  const device = cookie === null ? null : await directory.links.knownDevice(cookie, id);
  const attempt = { address: addressOf(request), login, device };
  const note = (reason: string) =>
    directory.audit.write({
      ...{ action: 'sign_in_failed', accountId: null, actor: login, subject: login, detail: { reason } },
      address: addressOf(request),
    });
  const refuse = async (reason: string): Promise<never> => {
    await note(reason);
    throw new TreelineError('sign_in_refused', 'Log-in name or password is not right.', {});
  };
  await throttle.attempt(attempt, () => note('too many attempts'));
  const kept = await directory.accounts.passwordHash(id);
  if (!(await isPassword(given.password, kept)) || account === null) return await refuse('wrong password');
  // the same words as for a wrong password: who has left is nobody's business
  if ((await accountCaller(account, effects.stands)) === null) return await refuse('no access');
  await throttle.succeeded(attempt);
  const sessionId = await startSession(request, response, account, directory, 'password');
  // who changed the password meanwhile has ended all sessions but this one, which began with the old
  if ((await directory.accounts.passwordHash(id)) !== kept) {
    await directory.sessions.endOne(sessionId);
    return await refuse('password changed meanwhile');
  }
  if (device === null) {
    const secret = await directory.links.makeDevice(account.id);
    setCookie(request, response, { name: 'device', value: secret, days: DEVICE_DAYS });
  }
  return account;
}

/** A new session with a new secret, whatever the browser brought along; the session before it ends. Answers its id. */
export async function startSession(
  request: Request,
  response: Response,
  account: Account,
  { sessions, accounts, audit }: Directory,
  way: 'password' | 'provider' | 'link' | 'demo',
): Promise<string> {
  const before = readCookie(request, 'session');
  const found = before === null ? null : await sessions.find(before);
  if (found !== null) await sessions.endOne(found.session.id);
  const from = { address: addressOf(request), agent: agentOf(request) };
  const { token, session } = await sessions.start(account.id, from);
  setCookie(request, response, { name: 'session', value: token, days: null });
  await accounts.signedIn(account.id);
  await audit.write({
    ...{ action: 'sign_in', accountId: account.id, actor: account.login, subject: account.login },
    ...{ detail: { way, agent: from.agent.slice(0, 200) }, address: from.address },
  });
  return session.id;
}
