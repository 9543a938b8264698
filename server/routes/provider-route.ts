import { Router, type Request } from 'express';
import type { Logger } from 'pino';
import { clearCookie, readCookie, setCookie } from '../access/cookies.ts';
import { accountCaller } from '../access/identify.ts';
import { createProvider } from '../access/provider.ts';
import { addressOf } from '../accounts/client-of.ts';
import { providerAccount } from '../accounts/provider-account.ts';
import { startSession } from '../accounts/sign-in.ts';
import { notFound } from '../http/error-answers.ts';
import type { SessionEffects } from './session-route.ts';

/** `GET /api/session/oidc` leads to the company's provider, `…/callback` takes whoever comes back from it in. */
export function providerRoute(effects: SessionEffects & { readonly log: Pick<Logger, 'warn'> }): Router {
  const { settings, stands, throttle } = effects;
  const router = Router();
  const { oidc } = settings;
  if (oidc === null) return router;
  const provider = createProvider(oidc);

  router.get('/api/session/oidc', async (request, response) => {
    try {
      const { url, begun } = await provider.begin(callbackOf(request, settings.publicUrl), ownPath(request));
      setCookie(request, response, { name: 'provider', value: begun, days: null });
      response.redirect(url.href);
    } catch (error) {
      effects.log.warn({ err: error }, 'the provider of sign-ins does not answer');
      response.redirect('/sign-in?refused=unreachable');
    }
  });

  router.get('/api/session/oidc/callback', async (request, response) => {
    const directory = await effects.directory();
    if (directory === null) throw notFound(request);
    const begun = readCookie(request, 'provider') ?? '';
    clearCookie(request, response, 'provider');
    const refuse = async (reason: string, subject: string) => {
      const address = addressOf(request);
      if (await throttle.isWorthNoting(address)) {
        await directory.audit.write({
          ...{ action: 'sign_in_failed', accountId: null, actor: subject, subject, detail: { reason } },
          address,
        });
      }
      response.redirect(`/sign-in?refused=${reason}`);
    };
    const came = callbackOf(request, settings.publicUrl);
    came.search = new URL(request.originalUrl, 'http://localhost').search;
    let found;
    try {
      found = await provider.finish(came, begun);
    } catch (error) {
      effects.log.warn({ err: error }, 'a sign-in at the provider was refused');
      await refuse('failed', oidc.name);
      return;
    }
    if (found === null) {
      await refuse('began_elsewhere', oidc.name);
      return;
    }
    const account = await providerAccount(found.identity, oidc, directory, addressOf(request));
    const subject = found.identity.login ?? found.identity.subject;
    if (typeof account === 'string') await refuse(account, subject);
    else if ((await accountCaller(account, stands)) === null) await refuse('no_access', subject);
    else {
      await startSession(request, response, account, directory, 'provider');
      response.redirect(found.to);
    }
  });
  return router;
}

function callbackOf(request: Request, publicUrl: string | null): URL {
  return new URL(
    '/api/session/oidc/callback',
    publicUrl ?? `${request.protocol}://${request.headers.host ?? 'localhost'}`,
  );
}

/** A cookie holds no more than four kilobytes. */
const LONGEST_PATH = 1_000;

/** A place of this site, and never another's. */
function ownPath(request: Request): string {
  const to = request.query['to'];
  return typeof to === 'string' &&
    to.length <= LONGEST_PATH &&
    /^\/(?![/\\])[^\p{Control}]*$/u.test(to) &&
    !to.startsWith('/api')
    ? to
    : '/';
}
