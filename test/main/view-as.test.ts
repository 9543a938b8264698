import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../server/contracts/errors.ts';
import { openGuardedCompany, type GuardedCompany, type Visitor } from './access-fixture.ts';

let guarded: GuardedCompany;
let admin: Visitor;

beforeAll(async () => {
  guarded = await openGuardedCompany();
});
afterAll(() => guarded.close());
beforeEach(async () => {
  admin = await guarded.signedIn('admin');
});
afterEach(() => admin.ask('/api/session', { method: 'DELETE' }));

async function lookAs(login: string | null): Promise<Response> {
  const accountId = login === null ? null : guarded.directory.accounts.byLogin(login)!.id;
  const response = await admin.ask('/api/session/view-as', { json: { accountId } });
  await admin.session();
  return response;
}

async function code(response: Response): Promise<string> {
  return errorAnswer.parse(await response.json()).error.code;
}

/** What was written down since a moment, oldest first. */
async function written(from: number): Promise<string[]> {
  const { entries, total } = await guarded.directory.audit.search({ limit: 200, offset: 0 });
  return entries
    .slice(0, total - from)
    .toReversed()
    .map(({ actor, action, subject, detail }) =>
      [actor, action, subject, ...('through' in detail ? [`through ${String(detail['through'])}`] : [])].join(
        ' ',
      ),
    );
}
const writtenSoFar = async () => (await guarded.directory.audit.search({ limit: 1, offset: 0 })).total;

const FIGURES = [
  '/api/org',
  '/api/leaderboard',
  '/api/leaderboard?entry=depth:2',
  '/api/deals/latest?limit=50',
  '/cubejs-api/v1/meta',
  `/cubejs-api/v1/load?query=${encodeURIComponent(
    JSON.stringify({ measures: ['sales.won_amount'], dimensions: ['sales.owner_id', 'sales.record_id'] }),
  )}`,
  `/api/explain?query=${encodeURIComponent(JSON.stringify({ measures: ['sales.won_amount'] }))}`,
  '/api/leaderboard?scope=crm:3',
  '/api/runs',
  '/api/admin/accounts',
];

/** Answers without the moments and request ids that differ from one asking to the next. */
async function answers(visitor: Visitor): Promise<string[]> {
  return await Promise.all(
    FIGURES.map(async (target) => {
      const response = await visitor.ask(target);
      const text = (await response.text()).replaceAll(/"(lastRefreshTime|requestId)":"[^"]*"/g, '""');
      return `${response.status} ${target} ${text}`;
    }),
  );
}

describe('looking through the eyes of another', () => {
  it.each(['ann', 'east', 'analyst', 'new'])('shows exactly what %s sees', async (login) => {
    const own = await answers(await guarded.signedIn(login));
    expect((await lookAs(login)).status).toBe(204);
    expect(await answers(admin)).toEqual(own);
    expect((await admin.session()).caller).toMatchObject({
      ...{ login, isReadOnly: true, lookingFor: { login: 'admin' } },
    });
  });

  it('is written down where it begins and ends, and so is what is seen in between', async () => {
    const before = await writtenSoFar();
    await lookAs('ann');
    await admin.ask(FIGURES[6]!);
    await lookAs(null);
    expect((await admin.session()).caller).toMatchObject({ login: 'admin', lookingFor: null });
    expect(await written(before)).toEqual([
      'admin view_as_started ann',
      'admin explain_rows sales.won_amount through ann',
      'admin view_as_ended ann',
    ]);
  });

  it('changes nothing, not even what the other may change', async () => {
    await lookAs('ann');
    const changes: [string, RequestInit & { json?: unknown }][] = [
      [
        '/api/account/password',
        { json: { current: 'correct horse battery', next: 'a wholly other phrase' } },
      ],
      ['/api/account/tokens', { json: { name: 'mine', scopes: ['figures'], days: 1 } }],
      ['/api/account/sessions', { method: 'DELETE' }],
    ];
    for (const [target, init] of changes) {
      const response = await admin.ask(target, init);
      expect([target, response.status, await code(response)]).toEqual([target, 403, 'read_only']);
    }
    // the other's sessions and tokens are nobody else's to look at
    expect((await admin.ask('/api/account')).status).toBe(403);
    const ann = guarded.directory.accounts.byLogin('ann')!.id;
    expect(await guarded.directory.links.tokensOf(ann)).toEqual([]);
  });

  it('raises no rights through another administrator, and none that are the administrator’s own stay', async () => {
    const { accounts } = guarded.directory;
    const boss = await accounts.create('boss', 'boss', { roles: ['administrator'] }, 'test');
    await accounts.change(boss.id, { standings: [{ unitId: '*', kind: 'grant' }] }, 'test');
    await lookAs('boss');
    const ann = accounts.byLogin('ann')!.id;
    for (const [target, init] of [
      [`/api/admin/accounts/${ann}`, { method: 'PATCH', json: { roles: ['administrator'] } }],
      ['/api/admin/accounts', { json: { login: 'x', name: 'x', roles: ['administrator'] } }],
      [`/api/admin/accounts/${boss.id}/password-link`, { json: {} }],
      ['/api/admin/wall-links', { json: { name: 'x', unitId: 'crm:2', days: 1 } }],
    ] as const) {
      const response = await admin.ask(target, init);
      expect([target, response.status, await code(response)]).toEqual([target, 403, 'read_only']);
    }
    // from one pair of eyes to the next it is still the administrator who looks
    const before = await writtenSoFar();
    await lookAs('ann');
    expect((await admin.ask('/api/admin/accounts')).status).toBe(403);
    await lookAs(null);
    expect(await written(before)).toEqual([
      'admin view_as_ended boss',
      'admin view_as_started ann',
      'admin view_as_ended ann',
    ]);
    // who is no administrator any more looks through nobody's eyes
    const lead = await accounts.create('lead', 'lead', { roles: ['administrator'] }, 'test');
    const link = await guarded.directory.links.makePasswordLink(lead.id, 1);
    const visitor = guarded.visitor();
    await visitor.ask('/api/session/password-link', {
      json: { secret: link, password: 'one more long phrase' },
    });
    await visitor.session();
    await visitor.ask('/api/session/view-as', { json: { accountId: boss.id } });
    await visitor.session();
    await accounts.change(lead.id, { roles: ['rep'] }, 'test');
    expect((await visitor.ask('/api/org')).status).toBe(401);
    await accounts.remove(lead.id);
    await accounts.remove(boss.id);
  });

  it('is for administrators in a browser alone', async () => {
    for (const login of ['analyst', 'east', 'ann']) {
      const visitor = await guarded.signedIn(login);
      const accountId = guarded.directory.accounts.byLogin('admin')!.id;
      const response = await visitor.ask('/api/session/view-as', { json: { accountId } });
      expect([login, response.status]).toEqual([login, 403]);
      expect((await visitor.session()).caller?.login).toBe(login);
    }
    const { accounts, links } = guarded.directory;
    const token = await links.makeToken(
      accounts.byLogin('admin')!.id,
      'all',
      ['figures', 'export', 'data'],
      1,
    );
    const byToken = await guarded.visitor().ask('/api/session/view-as', {
      json: { accountId: accounts.byLogin('ann')!.id },
      headers: { authorization: `Bearer ${token.secret}` },
    });
    expect(byToken.status).toBe(403);
  });

  it('is refused where there is nothing to see: the administrator stays in', async () => {
    const response = await lookAs('eve');
    expect([response.status, await code(response)]).toEqual([409, 'no_access']);
    expect((await admin.session()).caller?.login).toBe('admin');
  });

  it('ends with signing out, and the next one to sign in has the own eyes', async () => {
    const before = await writtenSoFar();
    await lookAs('ann');
    const stolen = guarded.visitor();
    for (const [name, value] of admin.cookies) stolen.cookies.set(name, value);
    expect((await admin.ask('/api/session', { method: 'DELETE' })).status).toBe(204);
    expect((await stolen.ask('/api/org')).status).toBe(401);
    expect(await written(before)).toEqual([
      'admin view_as_started ann',
      'admin view_as_ended ann',
      'admin sign_out admin',
    ]);
    await admin.signIn('admin');
    expect((await admin.session()).caller).toMatchObject({ login: 'admin', lookingFor: null });
  });
});
