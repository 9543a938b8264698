import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDirectory, type Directory } from '../../server/accounts/directory.ts';
import { MIGRATIONS } from '../../server/state/migrations.ts';
import { openGuardedCompany, PASSWORD, type GuardedCompany } from '../main/access-fixture.ts';
import { createDatabase, type TestDatabase } from './sync-fixture.ts';

const LIMITS = { session: { idleHours: 24, absoluteHours: 720 }, auditDays: 730 };

let database: TestDatabase;
let guarded: GuardedCompany;

beforeAll(async () => {
  database = await createDatabase();
  guarded = await openGuardedCompany({}, database.url);
});
afterAll(async () => {
  await guarded.close();
  await database.drop();
});

/** Another process on the same database. */
async function withOther<T>(work: (other: Directory) => Promise<T>, url = database.url): Promise<T> {
  const other = await openDirectory({ place: url, ...LIMITS });
  try {
    return await work(other);
  } finally {
    await other.close();
  }
}

describe('the state in a PostgreSQL', () => {
  it('is migrated once, whoever comes first', async () => {
    const empty = await createDatabase();
    try {
      const opened = await Promise.all([1, 2, 3].map(() => openDirectory({ place: empty.url, ...LIMITS })));
      expect(await empty.sql('select number from treeline.migration order by 1')).toEqual(
        MIGRATIONS.map((_, index) => ({ number: index + 1 })),
      );
      await Promise.all(opened.map((one) => one.close()));
    } finally {
      await empty.drop();
    }
  });

  it('needs no more than the right to make a schema', async () => {
    const own = await createDatabase();
    const role = `treeline_state_${Date.now()}`;
    try {
      await own.sql(`create role ${role} login`);
      await own.sql(`grant create on database ${new URL(own.url).pathname.slice(1)} to ${role}`);
      const url = new URL(own.url);
      url.username = role;
      await withOther(async (other) => {
        await other.audit.write({
          action: 'sign_in',
          accountId: null,
          actor: 'x',
          subject: 'x',
          address: '',
        });
        await expect(other.state.run('truncate treeline.audit')).rejects.toThrow(/append-only/);
        await other.audit.purge(new Date(Date.now() + 86_400_000));
        const { entries } = await other.audit.search({ limit: 10, offset: 0 });
        expect(entries.map(({ action }) => action)).toEqual(['audit_purged']);
      }, url.href);
    } finally {
      await own.sql(`drop owned by ${role}`);
      await own.sql(`drop role ${role}`);
      await own.drop();
    }
  });

  it('lets people in, out, and look through other eyes', async () => {
    const ann = await guarded.signedIn('ann');
    expect((await ann.session()).caller).toMatchObject({ login: 'ann', personId: 'crm:ann' });
    expect((await ann.ask('/api/org')).status).toBe(200);
    const admin = await guarded.signedIn('admin');
    const accountId = guarded.directory.accounts.byLogin('ann')!.id;
    expect((await admin.ask('/api/session/view-as', { json: { accountId } })).status).toBe(204);
    expect((await admin.session()).caller).toMatchObject({ login: 'ann', isReadOnly: true });
    expect((await admin.ask('/api/session', { method: 'DELETE' })).status).toBe(204);
    expect((await admin.ask('/api/org')).status).toBe(401);
    const wrong = await guarded.visitor().signIn('ann', 'not the password');
    expect(wrong.status).toBe(401);
    const actions = await database.sql('select actor, action, subject from treeline.audit order by id');
    expect(actions).toEqual(
      expect.arrayContaining([
        { actor: 'ann', action: 'sign_in', subject: 'ann' },
        { actor: 'admin', action: 'view_as_started', subject: 'ann' },
        { actor: 'admin', action: 'view_as_ended', subject: 'ann' },
        { actor: 'admin', action: 'sign_out', subject: 'admin' },
        { actor: 'ann', action: 'sign_in_failed', subject: 'ann' },
      ]),
    );
  });

  it('takes what administrators do, and keeps secrets as hashes', async () => {
    const admin = await guarded.signedIn('admin');
    const made = await admin.ask('/api/admin/accounts', {
      json: { login: 'Zoë@example.com', name: '佐伊', roles: ['manager'], standings: [{ unitId: 'crm:2', kind: 'grant' }] }, // prettier-ignore
    });
    const { secret } = (await made.json()) as { secret: string };
    const zoe = guarded.visitor();
    const taken = await zoe.ask('/api/session/password-link', { json: { secret, password: PASSWORD } });
    expect(taken.status).toBe(200);
    const { caller } = await zoe.session();
    expect(caller).toMatchObject({ login: 'zoë@example.com', name: '佐伊', roles: ['manager'] });
    const token = await zoe.ask('/api/account/tokens', {
      json: { name: 'mine', scopes: ['figures'], days: 3 },
    });
    const bearer = ((await token.json()) as { secret: string }).secret;
    const authorization = `Bearer ${bearer}`;
    expect((await guarded.visitor().ask('/api/org', { headers: { authorization } })).status).toBe(200);
    const kept = await database.sql(
      `select (select json_agg(s) from treeline.session s)::text || (select json_agg(t) from treeline.api_token t)::text
        || (select json_agg(a) from treeline.account a)::text || (select json_agg(l) from treeline.audit l)::text as text`,
    );
    for (const one of [secret, bearer, bearer.slice(3), PASSWORD, ...zoe.cookies.values()])
      expect(String(kept[0]?.['text'])).not.toContain(one);
    await expect(database.sql('update treeline.audit set actor = $1', ['x'])).rejects.toThrow(/append-only/);
  });

  it('is there again after a restart, sessions and all', async () => {
    const ann = await guarded.signedIn('ann');
    const [cookie] = [...ann.cookies].flatMap(([name, value]) => (name.includes('session') ? [value] : []));
    await withOther(async (other) => {
      expect(other.accounts.byLogin('east')).toMatchObject({
        roles: ['manager'],
        standings: [{ unitId: 'crm:2', kind: 'grant' }],
      });
      const found = await other.sessions.find(cookie!);
      expect(found?.session.accountId).toBe(other.accounts.byLogin('ann')?.id);
    });
  });

  it('survives a broken connection', async () => {
    const ann = await guarded.signedIn('ann');
    await database.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    expect((await ann.ask('/api/org')).status).toBe(200);
    expect((await guarded.visitor().signIn('ann')).status).toBe(200);
  });

  it('that does not answer is one clear error', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    await expect(openDirectory({ place: url.href, ...LIMITS })).rejects.toMatchObject({
      code: 'state_unreachable',
    });
  });
});
