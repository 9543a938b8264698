import { Router, type Request } from 'express';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { callerOf, type Caller } from '../access/caller.ts';
import { setCookie } from '../access/cookies.ts';
import { forbidden } from '../access/guard.ts';
import { accountCaller } from '../access/identify.ts';
import type { Stands } from '../access/stands.ts';
import type { Account } from '../accounts/accounts.ts';
import { auditedActor } from '../accounts/client-of.ts';
import type { Directory } from '../accounts/directory.ts';
import { viewAsRequest } from '../contracts/session.ts';
import { jsonBody } from '../http/body.ts';
import { notFound } from '../http/error-answers.ts';
import { parseParameters } from '../http/query-parameters.ts';

export interface ViewAsEffects {
  readonly stands: Stands;
  directory(): Promise<Directory> | null;
}

/** `POST /api/session/view-as`: an administrator looks through another person's eyes, or the own again (null). */
export function viewAsRoute(effects: ViewAsEffects): Router {
  const router = Router();
  router.post('/api/session/view-as', jsonBody, async (request, response) => {
    const directory = await effects.directory();
    if (directory === null) throw notFound(request);
    const caller = callerOf(request);
    const { accountId } = parseParameters(viewAsRequest, request.body ?? {});
    if (caller.sessionId === null) throw forbidden();
    if (caller.lookingFor === null && !caller.abilities.has('admin')) throw forbidden();
    const own = caller.lookingFor?.accountId ?? caller.accountId;
    const other = accountId === null || accountId === own ? null : directory.accounts.find(accountId);
    if (other !== null) await refuseWithoutAccess(other, effects.stands);
    const token = await directory.sessions.viewAs(caller.sessionId, other?.id ?? null);
    setCookie(request, response, { name: 'session', value: token, days: null });
    await noteEnd(directory, caller, request);
    if (other !== null) {
      await directory.audit.write({
        ...auditedActor(caller, request),
        ...{ action: 'view_as_started', subject: other.login },
      });
    }
    response.status(204).end();
  });
  return router;
}

/** Writes down that somebody looks through other eyes no more; nothing where nobody did. */
export async function noteEnd({ audit }: Directory, caller: Caller, request: Request): Promise<void> {
  if (caller.lookingFor === null) return;
  await audit.write({ ...auditedActor(caller, request), action: 'view_as_ended', subject: caller.login });
}

/** Eyes that see nothing any more would sign the administrator out. Errors: `no_access`. */
async function refuseWithoutAccess(other: Account, stands: Stands): Promise<void> {
  if ((await accountCaller(other, stands)) !== null) return;
  throw new TreelineError(
    'no_access',
    `${other.login} has no access: the account is shut, or the person has left. There is nothing to look at.`,
    {},
  );
}
