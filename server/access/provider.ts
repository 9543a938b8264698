import * as openid from 'openid-client';
import { z } from 'zod';
import type { OidcSettings } from './access-settings.ts';
import { createSeal } from './sealed.ts';

/** What a provider of identities says of somebody. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  /** Null where the provider does not vouch for it: then it is nobody's account yet. */
  readonly verifiedLogin: string | null;
  readonly login: string | null;
  readonly name: string | null;
  readonly person: string | null;
  readonly roles: readonly string[] | null;
  readonly units: readonly string[] | null;
}

const begunSchema = z.object({ verifier: z.string(), state: z.string(), nonce: z.string(), to: z.string() });

const claimsSchema = z.record(z.string(), z.unknown());
const MINUTES = 10;

/** The company's OpenID Connect provider: authorisation code with PKCE, state and nonce, each for one browser, once. */
export function createProvider(settings: OidcSettings) {
  const { seal, open } = createSeal(begunSchema, MINUTES);
  let discovered: Promise<openid.Configuration> | null = null;

  /** Asked again after a failure: the provider may start after us. */
  function configuration(): Promise<openid.Configuration> {
    const issuer = new URL(settings.issuer);
    // a provider on this machine, for trying out; any other speaks HTTPS
    const isLocal = issuer.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(issuer.hostname);
    discovered ??= openid.discovery(
      issuer,
      settings.clientId,
      settings.clientSecret ?? undefined,
      settings.clientSecret === null ? openid.None() : undefined,
      isLocal ? { execute: [openid.allowInsecureRequests] } : {},
    );
    const asked = discovered;
    asked.catch(() => {
      if (discovered === asked) discovered = null;
    });
    return asked;
  }

  return {
    /** Where the browser goes to sign in; `begun` stays in it, and binds what comes back to this browser. */
    async begin(callback: URL, to: string): Promise<{ readonly url: URL; readonly begun: string }> {
      const config = await configuration();
      const [verifier, state, nonce] = [
        openid.randomPKCECodeVerifier(),
        openid.randomState(),
        openid.randomNonce(),
      ];
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: callback.href,
        scope: settings.scope,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...{ state, nonce },
      });
      return { url, begun: seal({ verifier, state, nonce, to }) };
    },

    /** Who has signed in; null when this browser did not begin it. What the provider refuses is thrown. */
    async finish(
      came: URL,
      kept: string,
    ): Promise<{ readonly identity: Identity; readonly to: string } | null> {
      const begun = open(kept);
      if (begun === null) return null;
      const config = await configuration();
      const tokens = await openid.authorizationCodeGrant(config, came, {
        ...{ pkceCodeVerifier: begun.verifier, expectedState: begun.state, expectedNonce: begun.nonce },
        idTokenExpected: true,
      });
      const sealed = tokens.claims();
      if (sealed === undefined) return null;
      const told =
        config.serverMetadata().userinfo_endpoint === undefined
          ? {}
          : await openid.fetchUserInfo(config, tokens.access_token, sealed.sub);
      return { identity: readIdentity({ ...claimsSchema.parse(told), ...sealed }, settings), to: begun.to };
    },
  };
}

function readIdentity(
  claims: Readonly<Record<string, unknown>>,
  { claims: names, idsOf }: OidcSettings,
): Identity {
  const text = (name: string | null): string | null => {
    const value = name === null ? undefined : claims[name];
    return typeof value === 'string' && value !== ''
      ? value
      : typeof value === 'number'
        ? String(value)
        : null;
  };
  const list = (name: string | null): string[] | null => {
    if (name === null) return null;
    const value = claims[name];
    return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
  };
  const ownId = (id: string) => (idsOf === null ? id : `${idsOf}:${id}`);
  const person = text(names.person);
  const login = text(names.login);
  const isVouchedFor = names.login === 'email' && claims['email_verified'] === true;
  return {
    issuer: text('iss') ?? '',
    subject: text('sub') ?? '',
    login,
    verifiedLogin: isVouchedFor ? login : null,
    name: text(names.name),
    person: person === null ? null : ownId(person),
    roles: list(names.roles),
    units: list(names.units)?.map((id) => (id === '*' ? id : ownId(id))) ?? null,
  };
}
