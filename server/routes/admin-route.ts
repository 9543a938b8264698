import { Router, type Request } from 'express';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { callerOf } from '../access/caller.ts';
import { accountCaller } from '../access/identify.ts';
import { WHOLE_COMPANY } from '../access/standing.ts';
import type { Stands } from '../access/stands.ts';
import type { Account, AccountChange } from '../accounts/accounts.ts';
import { createAdministration, type Administration } from '../accounts/administration.ts';
import { AUDITED } from '../accounts/audit.ts';
import { actorOf } from '../accounts/client-of.ts';
import type { Directory } from '../accounts/directory.ts';
import {
  auditQuery,
  changeAccountRequest,
  createAccountRequest,
  type AdminAccount,
  type AdminAccountsAnswer,
  type AuditAnswer,
} from '../contracts/account.ts';
import { jsonBody } from '../http/body.ts';
import { notFound } from '../http/error-answers.ts';
import { parseParameters } from '../http/query-parameters.ts';
import type { OrgTree } from '../published/org-tree.ts';
import type { Published } from '../published/snapshot.ts';

export interface AdminEffects {
  readonly published: Published;
  readonly stands: Stands;
  directory(): Promise<Directory> | null;
}

/** `/api/admin/accounts`, `/api/admin/audit` */
export function adminRoute(effects: AdminEffects): Router {
  const { published, stands } = effects;
  const router = Router();

  async function ground(request: Request) {
    const directory = await effects.directory();
    if (directory === null) throw notFound(request);
    const administration: Administration = createAdministration(directory);
    return { directory, administration, actor: actorOf(callerOf(request), request) };
  }

  router.get('/api/admin/accounts', async (request, response) => {
    const { directory } = await ground(request);
    const { org } = await published.snapshot();
    const accounts = await Promise.all(
      directory.accounts.list().map(async (account) => {
        const hasAccess = (await accountCaller(account, stands)) !== null;
        return accountLine(account, hasAccess, org);
      }),
    );
    response.setHeader('cache-control', 'no-store').json({ accounts } satisfies AdminAccountsAnswer);
  });

  router.post('/api/admin/accounts', jsonBody, async (request, response) => {
    const { administration, actor } = await ground(request);
    const { login, name, ...change } = parseParameters(createAccountRequest, request.body ?? {});
    refuseUnknown(change, (await published.snapshot()).org);
    const account = await administration.create(login, name, change, actor);
    const secret = await administration.passwordLink(account.id, actor);
    response.setHeader('cache-control', 'no-store').json({ secret });
  });

  router.patch('/api/admin/accounts/:id', jsonBody, async (request, response) => {
    const { id } = request.params;
    const { administration, actor } = await ground(request);
    const change = parseParameters(changeAccountRequest, request.body ?? {});
    refuseUnknown(change, (await published.snapshot()).org);
    if (typeof id !== 'string') throw notFound(request);
    await administration.change(id, change, actor);
    response.status(204).end();
  });

  router.delete('/api/admin/accounts/:id', async (request, response) => {
    const { administration, actor } = await ground(request);
    await administration.remove(request.params.id, actor);
    response.status(204).end();
  });

  router.post('/api/admin/accounts/:id/password-link', async (request, response) => {
    const { administration, actor } = await ground(request);
    const secret = await administration.passwordLink(request.params.id, actor);
    response.setHeader('cache-control', 'no-store').json({ secret });
  });

  router.delete('/api/admin/accounts/:id/sessions', async (request, response) => {
    const { administration, actor } = await ground(request);
    await administration.endSessions(request.params.id, actor);
    response.status(204).end();
  });

  router.get('/api/admin/audit', async (request, response) => {
    const { directory } = await ground(request);
    const { action: wanted, ...query } = parseParameters(auditQuery, request.query);
    const action = AUDITED.find((one) => one === wanted);
    const body: AuditAnswer = await directory.audit.search({ ...query, action });
    response.setHeader('cache-control', 'no-store').json(body);
  });
  return router;
}

/** Errors: `unknown_unit`, `unknown_person`. */
export function refuseUnknown(change: AccountChange, org: OrgTree): void {
  for (const { unitId } of change.standings ?? []) if (unitId !== WHOLE_COMPANY) org.unit(unitId);
  const { employeeId } = change;
  if (employeeId === undefined || employeeId === null || org.person(employeeId) !== null) return;
  throw new TreelineError(
    'unknown_person',
    `There is no employee ${employeeId} in the CRM. GET /api/org lists the people.`,
    { person: employeeId },
  );
}

function accountLine(account: Account, hasAccess: boolean, org: OrgTree): AdminAccount {
  const person = account.employeeId === null ? null : org.person(account.employeeId);
  const { id, login, name, roles, employeeId, followsCrm, isEnabled, hasPassword } = account;
  return {
    ...{ id, login, name, roles: [...roles], employeeId, followsCrm, isEnabled, hasPassword, hasAccess },
    person:
      person === null
        ? null
        : {
            ...{ name: person.name, isActive: person.isActive, isHead: org.isHead(person.id) },
            unit: org.find(person.unitId)?.name ?? null,
          },
    standings: account.standings.map(({ unitId, kind }) => ({
      ...{ unitId, kind },
      unit: unitId === WHOLE_COMPANY ? org.root.name : (org.find(unitId)?.name ?? null),
    })),
    createdAt: account.createdAt.toISOString(),
    signedInAt: account.signedInAt?.toISOString() ?? null,
  };
}
