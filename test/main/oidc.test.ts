import http from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Visitor } from './access-fixture.ts';
import { openGuardedCompany, type GuardedCompany } from './access-fixture.ts';

/** People at the provider. */
const CLAIMS: Record<string, object> = {
  'ann-1': {
    email: 'ann@example.com',
    email_verified: true,
    name: 'Ann',
    employee: 'ann',
    groups: ['sales'],
  },
  'boss-1': {
    email: 'boss@example.com',
    email_verified: true,
    name: 'Boss',
    groups: ['leads'],
    units: ['2'],
  },
  'admin-2': { email: 'admin', email_verified: false, name: 'Not the admin', groups: ['leads'] },
  'guest-1': { email: 'guest@example.com', email_verified: true, name: 'Guest', groups: ['guests'] },
  'eve-1': {
    email: 'eve@example.com',
    email_verified: true,
    name: 'Eve',
    employee: 'eve',
    groups: ['sales'],
  },
};

let guarded: GuardedCompany;
let server: http.Server;

beforeAll(async () => {
  server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  guarded = await openGuardedCompany({
    oidc: {
      ...{ issuer, clientId: 'treeline', clientSecret: 'a secret of the test', name: 'Company' },
      ...{ scope: 'openid profile email', idsOf: 'crm', creates: true },
      claims: { login: 'email', name: 'name', person: 'employee', roles: 'groups', units: 'units' },
      roles: { sales: 'rep', leads: 'manager' },
    },
  });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'treeline',
        client_secret: 'a secret of the test',
        redirect_uris: [`${guarded.company.url}/api/session/oidc/callback`],
      },
    ],
    claims: {
      openid: ['sub', 'employee', 'groups', 'units'],
      email: ['email', 'email_verified'],
      profile: ['name'],
    },
    cookies: { keys: ['test'] },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, ...CLAIMS[id] }),
    }),
  });
  server.on('request', provider.callback());
});
afterAll(async () => {
  await guarded.close();
  server.closeAllConnections();
  server.close();
});

/** Follows the provider's own pages as a browser does: its form for the log-in, then its consent. */
async function throughProvider(start: string, who: string): Promise<string> {
  const jar = new Map<string, string>();
  let next = start;
  for (let step = 0; step < 12; step += 1) {
    if (next.startsWith(guarded.company.url)) return next;
    const isForm = next.includes('/interaction/');
    const page = isForm ? await visit(next) : null;
    const text = (await page?.text()) ?? '';
    const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1];
    const response = isForm
      ? await visit(next, new URLSearchParams({ prompt: prompt ?? 'login', login: who, password: 'any' }))
      : await visit(next);
    const location = response.headers.get('location');
    if (location === null) throw new Error(`the provider stopped at ${next}: ${await response.text()}`);
    next = new URL(location, next).href;
  }
  throw new Error('the provider leads in circles');

  async function visit(url: string, form?: URLSearchParams): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', ...value] = (line.split(';')[0] ?? '').split('=');
      jar.set(name, value.join('='));
    }
    return response;
  }
}

async function signIn(visitor: Visitor, who: string, to = '/board'): Promise<string | null> {
  const start = await visitor.ask(`/api/session/oidc?to=${encodeURIComponent(to)}`);
  const back = await throughProvider(start.headers.get('location')!, who);
  const answer = await visitor.ask(back.slice(guarded.company.url.length));
  return answer.headers.get('location');
}

it('makes an account from the claims, stands it where the CRM has the person, and leads back', async () => {
  const visitor = guarded.visitor();
  expect(await signIn(visitor, 'ann-1')).toBe('/board');
  const { caller } = await visitor.session();
  expect(caller).toMatchObject({
    login: 'ann@example.com',
    roles: ['rep'],
    personId: 'crm:ann',
    seesEverything: false,
  });
  expect(JSON.stringify(await visitor.json('/api/org'))).not.toMatch(/crm:bo|crm:dora/);
});

it('takes roles and units from the claims anew each time', async () => {
  const visitor = guarded.visitor();
  await signIn(visitor, 'boss-1');
  expect((await visitor.session()).caller).toMatchObject({ roles: ['manager'], homeUnitId: 'crm:2' });
  CLAIMS['boss-1'] = { ...CLAIMS['boss-1'], groups: ['sales'], units: ['3'] };
  await signIn(visitor, 'boss-1');
  expect((await visitor.session()).caller).toMatchObject({ roles: ['rep'], homeUnitId: 'crm:3' });
});

it('lets nobody take over an account by a name that the provider does not vouch for', async () => {
  expect(await signIn(guarded.visitor(), 'admin-2')).toBe('/sign-in?refused=no_account');
});

it('refuses those of whose groups none is a role, and leavers', async () => {
  expect(await signIn(guarded.visitor(), 'guest-1')).toBe('/sign-in?refused=no_role');
  expect(await signIn(guarded.visitor(), 'eve-1')).toBe('/sign-in?refused=no_access');
});

it('takes an answer once, and only in the browser that asked', async () => {
  const victim = guarded.visitor();
  const start = await victim.ask('/api/session/oidc');
  const back = (await throughProvider(start.headers.get('location')!, 'ann-1')).slice(
    guarded.company.url.length,
  );
  const other = await guarded.visitor().ask(back);
  expect(other.headers.get('location')).toBe('/sign-in?refused=began_elsewhere');
  expect((await victim.ask(back)).headers.get('location')).toBe('/');
  expect((await victim.ask(back)).headers.get('location')).toMatch(/refused/);
});

it('leads nowhere else afterwards', async () => {
  for (const to of ['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example'])
    expect(await signIn(guarded.visitor(), 'ann-1', to)).toBe('/');
});
