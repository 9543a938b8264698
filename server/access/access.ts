import { Router, type Request, type RequestHandler } from 'express';
import type { Audited } from '../accounts/audit.ts';
import { auditedActor } from '../accounts/client-of.ts';
import type { Logger } from 'pino';
import type { Directory } from '../accounts/directory.ts';
import { createThrottle } from '../accounts/throttle.ts';
import type { Published } from '../published/snapshot.ts';
import { accountRoute } from '../routes/account-route.ts';
import { adminLinksRoute } from '../routes/admin-links-route.ts';
import { adminRoute } from '../routes/admin-route.ts';
import { providerRoute } from '../routes/provider-route.ts';
import { sessionRoute } from '../routes/session-route.ts';
import { viewAsRoute } from '../routes/view-as-route.ts';
import type { SemanticPort } from '../semantic-port.ts';
import type { AccessSettings } from './access-settings.ts';
import { callerOf, type Caller } from './caller.ts';
import { createGuard } from './guard.ts';
import { identifyAgain } from './identify.ts';
import { createStands } from './stands.ts';

/** Who may come in and do what: the guard in front of every route, and the routes about people themselves. */
export interface Access {
  readonly settings: AccessSettings;
  readonly guard: RequestHandler;
  /** Whether the caller of a request that is still open is let in; with the eyes of now. */
  again(caller: Caller, request: Request): Promise<Caller | null>;
  /** Writes down what a caller did; nothing where nobody signs in, or a guest looks. */
  note(
    request: Request,
    action: Audited,
    subject: string,
    detail: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  readonly router: Router;
}

export function createAccess(effects: {
  readonly settings: AccessSettings;
  readonly semantic: SemanticPort;
  readonly published: Published;
  readonly log: Pick<Logger, 'warn'>;
  /** Null where nobody signs in. */
  directory(): Promise<Directory> | null;
}): Access {
  const { settings, semantic, published } = effects;
  const stands = createStands(semantic, published, settings.columns);
  const throttle = createThrottle();
  const directory = () => effects.directory();
  const ground = { settings, published, stands, throttle, directory };
  const router = Router();
  const { log } = effects;
  router.use(sessionRoute(ground), viewAsRoute(ground), providerRoute({ ...ground, log }));
  router.use(accountRoute(ground), adminRoute(ground), adminLinksRoute(ground));
  return {
    ...{ settings, router, guard: createGuard({ settings, stands, directory }) },
    async note(request, action, subject, detail) {
      const caller = callerOf(request);
      if (caller.accountId === null) return;
      const eyes = caller.lookingFor === null ? {} : { through: caller.login };
      await (
        await directory()
      )?.audit.write({
        ...auditedActor(caller, request),
        ...{ action, subject, detail: { ...detail, ...eyes } },
      });
    },
    again: (caller, request) => identifyAgain(caller, request, { settings, stands, directory }),
  };
}
