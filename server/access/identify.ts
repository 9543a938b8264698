import type { Request, Response } from 'express';
import type { Account } from '../accounts/accounts.ts';
import type { Directory } from '../accounts/directory.ts';
import type { FoundSession } from '../accounts/sessions.ts';
import type { AccessSettings } from './access-settings.ts';
import type { Caller } from './caller.ts';
import { clearCookie, readCookie, setCookie } from './cookies.ts';
import { abilitiesOf, type Role } from './roles.ts';
import type { Stands } from './stands.ts';

export interface IdentifyEffects {
  readonly settings: AccessSettings;
  readonly stands: Stands;
  /** Opened when it is first needed; null where nobody signs in. */
  directory(): Promise<Directory> | null;
}

const GUEST_ROLES: readonly Role[] = ['analyst', 'manager'];

/** What is the same for everybody who is no account. */
const NOBODY = {
  ...{ accountId: null, personId: null, homeUnitId: null, lookingFor: null, sessionId: null },
  ...{ scopes: null, wall: null },
} as const;

/** Who a request comes from; null: nobody that we know. Without a response no cookie is changed. */
export async function identify(
  request: Request,
  response: Response | null,
  effects: IdentifyEffects,
): Promise<Caller | null> {
  const { settings, stands } = effects;
  if (settings.mode === 'none') return await openCaller(stands);
  const visitor = async () => (settings.mode === 'demo' ? await guestCaller(stands) : null);
  const { authorization } = request.headers;
  const cookies = [readCookie(request, 'session'), readCookie(request, 'wall')];
  // the demo's state opens while its first visitors look already
  if (authorization === undefined && cookies.every((cookie) => cookie === null)) return await visitor();
  const directory = await effects.directory();
  if (directory === null) return null;
  // a token speaks alone: a bad one is not made good by a cookie
  if (authorization !== undefined) {
    const bearer = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    return bearer === undefined ? null : await byToken(bearer, directory, stands);
  }
  return (
    (await bySession(request, response, directory, effects)) ??
    (await byWall(request, directory, stands)) ??
    (await visitor())
  );
}

/** Nobody signs in: whoever reaches this machine's own address sees everything. */
async function openCaller(stands: Stands): Promise<Caller> {
  return {
    ...{ ...NOBODY, kind: 'open', login: '', name: '', roles: ['analyst', 'manager'], isReadOnly: false },
    abilities: abilitiesOf(['analyst', 'manager'], true),
    viewer: await stands.everything([]),
  };
}

/** The demo's visitor before the first click: looks, and changes nothing. */
async function guestCaller(stands: Stands): Promise<Caller> {
  return {
    ...{ ...NOBODY, kind: 'guest', login: 'guest', name: '', roles: GUEST_ROLES, isReadOnly: true },
    abilities: abilitiesOf(GUEST_ROLES, true),
    viewer: await stands.everything(GUEST_ROLES),
  };
}

/** The caller that an account is today; null when it is shut, or its person has left. */
export async function accountCaller(account: Account | null, stands: Stands): Promise<Caller | null> {
  if (account === null || !account.isEnabled) return null;
  const stand = await stands.of(account);
  if (stand === null) return null;
  return {
    ...NOBODY,
    ...{ kind: 'account', accountId: account.id, login: account.login, name: account.name },
    ...{ roles: account.roles, abilities: abilitiesOf(account.roles, 'allowAll' in stand.viewer) },
    ...{ viewer: stand.viewer, personId: account.employeeId, homeUnitId: stand.homeUnitId },
    isReadOnly: false,
  };
}

async function byToken(
  secret: string,
  { links, accounts }: Directory,
  stands: Stands,
): Promise<Caller | null> {
  const token = await links.useToken(secret);
  if (token === null) return null;
  const caller = await accountCaller(accounts.get(token.accountId), stands);
  return caller === null ? null : { ...caller, scopes: token.scopes };
}

async function bySession(
  request: Request,
  response: Response | null,
  directory: Directory,
  { stands }: IdentifyEffects,
): Promise<Caller | null> {
  const cookie = readCookie(request, 'session');
  const found = cookie === null ? null : await directory.sessions.find(cookie, response !== null);
  const caller = found === null ? null : await sessionCaller(found, directory, stands);
  if (response !== null && cookie !== null && caller === null) clearCookie(request, response, 'session');
  if (response !== null && caller !== null && found !== null && found.newToken !== null)
    setCookie(request, response, { name: 'session', value: found.newToken, days: null });
  return caller;
}

/** Whether a caller whose request is still open is let in, and with which eyes now. */
export async function identifyAgain(
  caller: Caller,
  request: Request,
  effects: IdentifyEffects,
): Promise<Caller | null> {
  if (caller.sessionId === null) return await identify(request, null, effects);
  const directory = await effects.directory();
  const found = await directory?.sessions.byId(caller.sessionId);
  if (directory === null || found === undefined || found === null) return null;
  return await sessionCaller(found, directory, effects.stands);
}

async function sessionCaller(
  { session }: FoundSession,
  { accounts }: Directory,
  stands: Stands,
): Promise<Caller | null> {
  const own = await accountCaller(accounts.get(session.accountId), stands);
  if (own === null) return null;
  if (session.viewAs === null) return { ...own, sessionId: session.id };
  // only an administrator looks through others' eyes, at each request anew
  if (!own.abilities.has('admin')) return null;
  const other = await accountCaller(accounts.get(session.viewAs), stands);
  if (other === null) return null;
  const { login, name } = own;
  return {
    ...{ ...other, sessionId: session.id, isReadOnly: true },
    lookingFor: { accountId: session.accountId, login, name },
  };
}

async function byWall(request: Request, { links }: Directory, stands: Stands): Promise<Caller | null> {
  const cookie = readCookie(request, 'wall');
  const link = cookie === null ? null : await links.useWallLink(cookie);
  const viewer = link === null ? null : await stands.unit(link.unitId);
  if (link === null || viewer === null) return null;
  return {
    ...{ ...NOBODY, kind: 'wall', login: `wall ${link.name}`, name: link.name, roles: [], isReadOnly: true },
    ...{ abilities: new Set(), viewer, homeUnitId: link.unitId },
    wall: { id: link.id, unitId: link.unitId, pages: link.pages },
  };
}
