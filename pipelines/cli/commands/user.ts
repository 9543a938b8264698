import { TreelineError } from '../../../warehouse/treeline-error.ts';
import { ROLES, type Role } from '../../../server/access/roles.ts';
import type { CommandContext } from '../context.ts';
import type { UserRequest } from '../engine/operations.ts';
import type { UserFlags } from '../main.ts';
import { tableLines } from '../terminal/table.ts';
import { withOperations } from '../with-operations.ts';

const ACTIONS = ['list', 'add', 'change', 'link', 'enable', 'disable', 'sign-out', 'remove'] as const;

/** Errors: `bad_usage`, and those of the operation. */
export async function user(
  context: CommandContext,
  flags: UserFlags,
  action: string,
  login: string | undefined,
): Promise<void> {
  const request = requestOf(action, login, flags);
  const { users, link } = await withOperations(context, (operations) =>
    operations.user(request, context.output.progress),
  );
  context.output.result({ users, link }, () => [
    ...tableLines(
      ['log-in', 'name', 'roles', 'person', 'units', 'state', 'signed in'],
      users.map((one) => [
        ...[one.login, one.name, one.roles.join(', '), one.person ?? '—', one.units.join(', ') || '—'],
        ...[one.isEnabled ? 'open' : 'shut', one.signedInAt ?? 'never'],
      ]),
    ),
    ...(link === null ? [] : ['', `To set a password, once: ${link}`]),
    ...(standsNowhere(request) ? ['', nowhereHint(request.login)] : []),
  ]);
}

/** An account without a place signs in well, and sees empty screens. */
function standsNowhere(request: UserRequest): request is UserRequest & { readonly action: 'add' } {
  return request.action === 'add' && request.units.length === 0 && request.person === null;
}

function nowhereHint(login: string): string {
  return `${login} stands nowhere yet and sees no figures. \`treeline user change ${login} --unit '*'\` opens the whole company, --unit <id> a unit, --person <id> says who it is in the CRM.`;
}

function requestOf(given: string, login: string | undefined, flags: UserFlags): UserRequest {
  const action = ACTIONS.find((one) => one === given);
  if (action === undefined) throw usage(`There is no \`user ${given}\`. Use one of ${ACTIONS.join(', ')}.`);
  if (action === 'list') return { action };
  if (login === undefined) throw usage(`Name the account: treeline user ${action} <log-in>.`);
  const roles = flags.role === undefined ? null : flags.role.map(readRole);
  const [name, person, units] = [flags.name ?? null, flags.person ?? null, flags.unit ?? null];
  if (action === 'add') {
    return { action, login, name, roles: roles ?? ['rep'], units: [...(units ?? [])], person };
  }
  if (action === 'change')
    return { action, login, name, roles, units: units === null ? null : [...units], person };
  return { action, login };
}

function readRole(text: string): Role {
  const role = ROLES.find((one) => one === text);
  if (role === undefined) throw usage(`There is no role ${text}. Use ${ROLES.join(', ')}.`);
  return role;
}

function usage(message: string): TreelineError {
  return new TreelineError('bad_usage', message);
}
