import { COMMAND, createAdministration } from '../../../server/accounts/administration.ts';
import type { Account, AccountChange } from '../../../server/accounts/accounts.ts';
import { unknownAccount } from '../../../server/accounts/accounts.ts';
import type { Directory } from '../../../server/accounts/directory.ts';
import { createPublished } from '../../../server/published/snapshot.ts';
import { refuseUnknown } from '../../../server/routes/admin-route.ts';
import type { OperationEffects } from './own-operations.ts';
import type { UserRequest, UserResult } from './operations.ts';
import { passwordAddress } from './settings-of.ts';

/** `treeline user …`. Errors: `unknown_account`, `account_exists`, `unknown_unit`, `unknown_person`, `last_administrator`. */
export async function administerUsers(effects: OperationEffects, request: UserRequest): Promise<UserResult> {
  const directory = await effects.directory();
  const link = await perform(effects, directory, request);
  const found = directory.accounts.list();
  const users =
    request.action === 'list' ? found : found.filter(({ login }) => login === request.login.toLowerCase());
  return {
    users: users.map(describe),
    link: link === null ? null : passwordAddress(effects.config, effects.address(), link),
  };
}

/** Answers the secret of a link, where one is made. */
async function perform(
  effects: OperationEffects,
  directory: Directory,
  request: UserRequest,
): Promise<string | null> {
  const administration = createAdministration(directory);
  if (request.action === 'list') return null;
  if (request.action === 'add') {
    const { login, name, roles, person: employeeId } = request;
    const change: AccountChange = { roles, employeeId, standings: grants(request.units) };
    await checkNames(effects, change);
    const account = await administration.create(login, name ?? login, change, COMMAND);
    return await administration.passwordLink(account.id, COMMAND);
  }
  const account = directory.accounts.byLogin(request.login);
  if (account === null) throw unknownAccount(request.login);
  switch (request.action) {
    case 'change': {
      const { name, roles, units, person } = request;
      const change: AccountChange = {
        ...(name === null ? {} : { name }),
        ...(roles === null ? {} : { roles }),
        ...(units === null ? {} : { standings: grants(units) }),
        ...(person === null ? {} : { employeeId: person === 'none' ? null : person }),
      };
      await checkNames(effects, change);
      await administration.change(account.id, change, COMMAND);
      return null;
    }
    case 'link':
      return await administration.passwordLink(account.id, COMMAND);
    case 'enable':
    case 'disable':
      await administration.change(account.id, { isEnabled: request.action === 'enable' }, COMMAND);
      return null;
    case 'sign-out':
      await administration.endSessions(account.id, COMMAND);
      return null;
    case 'remove':
      await administration.remove(account.id, COMMAND);
      return null;
  }
}

function grants(units: readonly string[]) {
  return units.map((unitId) => ({ unitId, kind: 'grant' as const }));
}

/** Names of units and people can be checked once there is an organisation. */
async function checkNames(effects: OperationEffects, change: AccountChange): Promise<void> {
  const namesSome =
    (change.standings ?? []).some(({ unitId }) => unitId !== '*') || (change.employeeId ?? null) !== null;
  if (!namesSome || effects.current() === null) return;
  refuseUnknown(change, (await createPublished(await effects.semantic()).snapshot()).org);
}

function describe(account: Account): UserResult['users'][number] {
  return {
    ...{ login: account.login, name: account.name, roles: [...account.roles], isEnabled: account.isEnabled },
    person: account.employeeId,
    units: account.standings.map(({ unitId }) => unitId),
    signedInAt: account.signedInAt?.toISOString() ?? null,
  };
}
