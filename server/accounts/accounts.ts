import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { ROLES, type Role } from '../access/roles.ts';
import type { Stander, Standing } from '../access/standing.ts';
import type { StateDatabase } from '../state/state-database.ts';

export interface Account extends Stander {
  readonly id: string;
  /** In small letters: a mail address, or any name without spaces. */
  readonly login: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly isEnabled: boolean;
  readonly hasPassword: boolean;
  readonly createdAt: Date;
  readonly signedInAt: Date | null;
}

/** What an administrator decides about an account; what is left out stays. */
export interface AccountChange {
  readonly name?: string | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly employeeId?: string | null | undefined;
  readonly followsCrm?: boolean | undefined;
  readonly isEnabled?: boolean | undefined;
  readonly standings?: readonly Standing[] | undefined;
}

const accountRow = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  roles: z.array(z.enum(ROLES)),
  employee_id: z.string().nullable(),
  follows_crm: z.boolean(),
  has_password: z.boolean(),
  is_enabled: z.boolean(),
  created_at: z.date(),
  signed_in_at: z.date().nullable(),
});
const standingRow = z.object({
  account_id: z.string(),
  unit_id: z.string(),
  kind: z.enum(['grant', 'member']),
});
const ACCOUNT = `select id, login, name, roles, employee_id, follows_crm, password_hash is not null as has_password,
  is_enabled, created_at, signed_in_at from treeline.account`;

export type Accounts = Awaited<ReturnType<typeof openAccounts>>;

/** Every account, kept in memory: each request asks who its caller is. All changes go through here. */
export async function openAccounts(state: StateDatabase, now: () => Date) {
  const byId = new Map<string, Account>();
  /** Of each account the reading that stands: one that began before it is older, whenever it comes. */
  const readings = new Map<string, number>();
  let begun = 0;
  await reload(null);

  async function reload(id: string | null): Promise<void> {
    begun += 1;
    const reading = begun;
    const where = id === null ? '' : ' where id = $1';
    const values = id === null ? [] : [id];
    const rows = await state.query(accountRow, `${ACCOUNT}${where}`, values);
    const standings = await state.query(
      standingRow,
      `select account_id, unit_id, kind from treeline.standing${id === null ? '' : ' where account_id = $1'} order by unit_id`,
      values,
    );
    if (id !== null) {
      if ((readings.get(id) ?? 0) > reading) return;
      readings.set(id, reading);
      byId.delete(id);
    }
    for (const row of rows) {
      byId.set(row.id, {
        ...{ id: row.id, login: row.login, name: row.name, roles: row.roles },
        ...{ employeeId: row.employee_id, followsCrm: row.follows_crm, isEnabled: row.is_enabled },
        ...{ hasPassword: row.has_password, createdAt: row.created_at, signedInAt: row.signed_in_at },
        standings: standings
          .filter((one) => one.account_id === row.id)
          .map(({ unit_id: unitId, kind }) => ({ unitId, kind })),
      });
    }
  }

  function find(id: string): Account {
    const account = byId.get(id);
    if (account === undefined) throw unknownAccount(id);
    return account;
  }

  return {
    list: (): Account[] => [...byId.values()].toSorted((a, b) => (a.login < b.login ? -1 : 1)),
    get: (id: string): Account | null => byId.get(id) ?? null,
    find,
    byLogin(login: string): Account | null {
      const wanted = plainLogin(login);
      return [...byId.values()].find((account) => account.login === wanted) ?? null;
    },

    /** Errors: `account_exists`, `invalid_login`. */
    async create(login: string, name: string, change: AccountChange, by: string): Promise<Account> {
      const plain = plainLogin(login);
      // letters that nobody sees would make another's name
      if (!/^[^\s/:\p{C}]{1,200}$/u.test(plain)) {
        throw new TreelineError(
          'invalid_login',
          'A log-in name is a mail address, or a name of up to 200 characters without spaces.',
        );
      }
      if ([...byId.values()].some((account) => account.login === plain)) {
        throw new TreelineError(
          'account_exists',
          `There is an account ${plain} already. Change it, or choose another name.`,
          { login: plain },
        );
      }
      const id = randomUUID();
      await state.run(
        'insert into treeline.account (id, login, name, roles, created_at) values ($1, $2, $3, $4, $5)',
        [id, plain, name, [...(change.roles ?? ['rep'])], now()],
      );
      await change_(id, change, by);
      return find(id);
    },
    change: async (id: string, change: AccountChange, by: string): Promise<Account> => {
      find(id);
      await change_(id, change, by);
      return find(id);
    },
    async remove(id: string): Promise<void> {
      find(id);
      await state.run('delete from treeline.account where id = $1', [id]);
      // nobody comes back by a reading that is under way
      readings.set(id, Infinity);
      byId.delete(id);
    },

    async passwordHash(id: string): Promise<string | null> {
      const [row] = await state.query(
        z.object({ password_hash: z.string().nullable() }),
        'select password_hash from treeline.account where id = $1',
        [id],
      );
      return row?.password_hash ?? null;
    },
    async setPassword(id: string, hash: string): Promise<void> {
      await state.run('update treeline.account set password_hash = $2 where id = $1', [id, hash]);
      await reload(id);
    },
    async signedIn(id: string): Promise<void> {
      await state.run('update treeline.account set signed_in_at = $2 where id = $1', [id, now()]);
      await reload(id);
    },

    /** The account of somebody whom a provider of identities knows. */
    async byIdentity(issuer: string, subject: string): Promise<Account | null> {
      const [row] = await state.query(
        z.object({ account_id: z.string() }),
        'select account_id from treeline.identity where issuer = $1 and subject = $2',
        [issuer, subject],
      );
      return row === undefined ? null : (byId.get(row.account_id) ?? null);
    },
    async identify(id: string, issuer: string, subject: string): Promise<void> {
      await state.run(
        'insert into treeline.identity (issuer, subject, account_id) values ($1, $2, $3) on conflict do nothing',
        [issuer, subject, id],
      );
    },
  };

  async function change_(id: string, change: AccountChange, by: string): Promise<void> {
    await state.transaction(async (session) => {
      await session.run(
        `update treeline.account set name = coalesce($2, name), roles = coalesce($3, roles),
           employee_id = case when $4 then $5 else employee_id end,
           follows_crm = coalesce($6, follows_crm), is_enabled = coalesce($7, is_enabled)
         where id = $1`,
        [
          ...[id, change.name ?? null, change.roles === undefined ? null : [...change.roles]],
          ...[change.employeeId !== undefined, change.employeeId ?? null],
          ...[change.followsCrm ?? null, change.isEnabled ?? null],
        ],
      );
      if (change.standings === undefined) return;
      await session.run('delete from treeline.standing where account_id = $1', [id]);
      for (const { unitId, kind } of change.standings) {
        await session.run(
          `insert into treeline.standing (account_id, unit_id, kind, granted_at, granted_by)
           values ($1, $2, $3, $4, $5) on conflict (account_id, unit_id) do update set kind = 'grant'`,
          [id, unitId, kind, now(), by],
        );
      }
    });
    await reload(id);
  }
}

/** Letters that look alike in both cases are one name. */
export function plainLogin(login: string): string {
  return login.trim().normalize('NFKC').toLowerCase();
}

export function unknownAccount(account: string): TreelineError {
  return new TreelineError(
    'unknown_account',
    `There is no account ${account}. \`treeline user list\` shows all.`,
    { account },
  );
}
