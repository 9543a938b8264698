import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Role } from '../access/roles.ts';
import { WHOLE_COMPANY, type Standing } from '../access/standing.ts';
import type { Account, AccountChange } from './accounts.ts';
import type { Directory } from './directory.ts';
import { hashPassword } from './password.ts';

/** Who changes something, for the audit. */
export interface Actor {
  readonly accountId: string | null;
  readonly login: string;
  readonly address: string;
}

/** The command line: whoever may write the data folder may do everything anyway. */
export const COMMAND: Actor = { accountId: null, login: 'treeline user', address: 'command' };

/** The last change of each directory's accounts. */
const changing = new WeakMap<Directory, Promise<unknown>>();

/** One change after the other: two administrators who take each other's role at once would both be the last but one. */
function inTurn<T>(directory: Directory, work: () => Promise<T>): Promise<T> {
  const before = changing.get(directory) ?? Promise.resolve();
  const now = before.catch(() => undefined).then(work);
  changing.set(directory, now);
  return now;
}

const FIRST_LINK_HOURS = 72;
const RESET_LINK_HOURS = 24;

/** What administrators do, on the screen or by command: each change takes hold at once and is written down. */
export function createAdministration(directory: Directory) {
  const { accounts, sessions, links, audit } = directory;

  async function note(
    actor: Actor,
    action: Parameters<typeof audit.write>[0]['action'],
    account: Account,
    detail = {},
  ) {
    const { accountId, login: by, address } = actor;
    await audit.write({ action, accountId, actor: by, subject: account.login, detail, address });
  }

  /** Somebody must be left who can give rights. */
  function refuseLastAdministrator(account: Account, after: AccountChange | null): void {
    const isAdministrator = (roles: readonly Role[]) => roles.includes('administrator');
    if (!account.isEnabled || !isAdministrator(account.roles)) return;
    if (after !== null && (after.isEnabled ?? true) && isAdministrator(after.roles ?? account.roles)) return;
    const others = accounts
      .list()
      .filter((one) => one.id !== account.id && one.isEnabled && isAdministrator(one.roles));
    if (others.length > 0) return;
    throw new TreelineError(
      'last_administrator',
      'This is the last administrator. Give the role to somebody else first.',
      {},
    );
  }

  return {
    async create(login: string, name: string, change: AccountChange, actor: Actor): Promise<Account> {
      const account = await accounts.create(login, name, change, actor.login);
      await note(actor, 'account_created', account, { roles: account.roles, standings: account.standings });
      return account;
    },
    change: (id: string, change: AccountChange, actor: Actor): Promise<Account> =>
      inTurn(directory, async () => {
        const before = accounts.find(id);
        refuseLastAdministrator(before, change);
        const account = await accounts.change(id, change, actor.login);
        if (!account.isEnabled) await sessions.endAll(id);
        await note(actor, 'account_changed', account, { ...change });
        return account;
      }),
    remove: (id: string, actor: Actor): Promise<void> =>
      inTurn(directory, async () => {
        const account = accounts.find(id);
        refuseLastAdministrator(account, null);
        await sessions.endAll(id);
        await accounts.remove(id);
        await note(actor, 'account_removed', account);
      }),
    /** A link by which the person sets a password; what was signed in with the old one is signed out. */
    async passwordLink(id: string, actor: Actor): Promise<string> {
      const account = accounts.find(id);
      const secret = await links.makePasswordLink(
        id,
        account.hasPassword ? RESET_LINK_HOURS : FIRST_LINK_HOURS,
      );
      await sessions.endAll(id);
      await note(actor, 'password_link_made', account);
      return secret;
    },
    async endSessions(id: string, actor: Actor): Promise<number> {
      const account = accounts.find(id);
      const ended = await sessions.endAll(id);
      await links.forgetDevices(id);
      await note(actor, 'session_ended', account, { ended });
      return ended;
    },
    async setPassword(id: string, password: string, actor: Actor): Promise<void> {
      const account = accounts.find(id);
      await accounts.setPassword(id, await hashPassword(password, account.login));
      await sessions.endAll(id);
      await note(actor, 'password_changed', account);
    },
    /**
     * The first start: one administrator who stands on the whole company, and the link that lets them in; null once
     * somebody has come in.
     */
    async firstLink(): Promise<string | null> {
      const all = accounts.list();
      const waiting = all.find(({ login }) => login === FIRST_LOGIN);
      if (all.length > 1 || all.some(({ signedInAt }) => signedInAt !== null)) return null;
      if (all.length === 1 && waiting === undefined) return null;
      const first =
        waiting ??
        (await this.create(
          FIRST_LOGIN,
          'Administrator',
          { roles: ['administrator'], standings: [WHOLE] },
          COMMAND,
        ));
      return await links.makePasswordLink(first.id, FIRST_LINK_HOURS);
    },
  };
}

const FIRST_LOGIN = 'admin';
const WHOLE: Standing = { unitId: WHOLE_COMPANY, kind: 'grant' };

export type Administration = ReturnType<typeof createAdministration>;
