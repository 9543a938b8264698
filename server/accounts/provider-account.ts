import type { OidcSettings } from '../access/access-settings.ts';
import type { Identity } from '../access/provider.ts';
import type { Role } from '../access/roles.ts';
import type { Account, AccountChange } from './accounts.ts';
import { createAdministration, type Actor } from './administration.ts';
import type { Directory } from './directory.ts';

/** Why somebody whom the provider knows does not come in. */
export type Refusal = 'no_account' | 'no_role';

/**
 * The account of somebody who signed in at the provider, as its claims have it now: known by the provider's own name
 * for them, else by a mail address that it vouches for, else made, where the company wants that.
 */
export async function providerAccount(
  identity: Identity,
  settings: OidcSettings,
  directory: Directory,
  address: string,
): Promise<Account | Refusal> {
  const { accounts } = directory;
  const administration = createAdministration(directory);
  const actor: Actor = { accountId: null, login: settings.name, address };
  const change = changeOf(identity, settings);
  if (change === null) return 'no_role';
  const known =
    (await accounts.byIdentity(identity.issuer, identity.subject)) ??
    (identity.verifiedLogin === null ? null : accounts.byLogin(identity.verifiedLogin));
  if (known === null) {
    const login = identity.verifiedLogin ?? identity.login;
    if (!settings.creates || login === null || accounts.byLogin(login) !== null) return 'no_account';
    const made = await administration.create(login, identity.name ?? login, change, actor);
    await accounts.identify(made.id, identity.issuer, identity.subject);
    return made;
  }
  await accounts.identify(known.id, identity.issuer, identity.subject);
  return isAsTold(known, change) ? known : await administration.change(known.id, change, actor);
}

/** What the claims say; what no claim speaks of stays as an administrator set it. Null: none of the roles is ours. */
function changeOf(identity: Identity, settings: OidcSettings): AccountChange | null {
  const { roles: told, person, units } = identity;
  const roles =
    told === null ? undefined : [...new Set(told.flatMap((one): Role[] => roleOf(one, settings)))];
  if (roles?.length === 0) return null;
  return {
    ...(roles === undefined ? {} : { roles }),
    ...(person === null ? {} : { employeeId: person }),
    ...(units === null ? {} : { standings: units.map((unitId) => ({ unitId, kind: 'grant' as const })) }),
  };
}

function roleOf(value: string, { roles }: OidcSettings): Role[] {
  const role = Object.hasOwn(roles, value) ? roles[value] : undefined;
  return role === undefined ? [] : [role];
}

function isAsTold(account: Account, { roles, employeeId, standings }: AccountChange): boolean {
  const same = (one: readonly string[], other: readonly string[]) =>
    JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
  return (
    (roles === undefined || same(roles, account.roles)) &&
    (employeeId === undefined || employeeId === account.employeeId) &&
    (standings === undefined ||
      same(
        standings.map(({ unitId }) => unitId),
        account.standings.map(({ unitId }) => unitId),
      ))
  );
}
