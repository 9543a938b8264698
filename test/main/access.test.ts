import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../server/contracts/errors.ts';
import { leaderboardAnswer } from '../../server/contracts/leaderboard.ts';
import { latestDealsAnswer } from '../../server/contracts/events.ts';
import { orgAnswer } from '../../server/contracts/org.ts';
import { openGuardedCompany, PASSWORD, type GuardedCompany, type Visitor } from './access-fixture.ts';
import { won } from './company-fixture.ts';
import { readEvents } from './event-stream.ts';

let guarded: GuardedCompany;

beforeAll(async () => {
  guarded = await openGuardedCompany();
});
afterAll(() => guarded.close());

async function code(response: Response): Promise<string> {
  return errorAnswer.parse(await response.json()).error.code;
}
async function wonAmount(visitor: Visitor): Promise<unknown> {
  const response = await visitor.ask('/cubejs-api/v1/load', {
    json: { query: { measures: ['sales.won_amount'], dimensions: ['sales.owner_id'] } },
  });
  return await response.json();
}

describe('the border, over HTTP', () => {
  it('shows each the own part of the tree, by name and by number', async () => {
    const seen = async (login: string) => {
      const visitor = await guarded.signedIn(login);
      const org = orgAnswer.parse(await visitor.json('/api/org'));
      const board = leaderboardAnswer.parse(await visitor.json('/api/leaderboard'));
      return {
        units: org.units.map(({ id, peopleCount }) => `${id} ${peopleCount}`),
        people: org.people.map(({ id }) => id),
        board: board.rows.map(({ id, value }) => `${id} ${value}`),
        total: board.total.value,
      };
    };
    expect(await seen('analyst')).toMatchObject({
      total: 600.2,
      people: expect.arrayContaining(['crm:dora', 'crm:eve']),
    });
    expect(await seen('east')).toEqual({
      units: ['crm:1 3', 'crm:2 3', 'crm:4 2'],
      people: ['crm:ann', 'crm:bo', 'crm:cai'],
      board: ['crm:cai 300', 'crm:bo 150.1', 'crm:ann 150.1'],
      total: 600.2,
    });
    expect(await seen('ann')).toEqual({
      units: ['crm:1 1', 'crm:2 1', 'crm:4 1'],
      people: ['crm:ann'],
      board: ['crm:ann 150.1'],
      total: 150.1,
    });
    expect(await seen('new')).toEqual({ units: ['crm:1 0'], people: [], board: [], total: 0 });
  });

  it('never ranks a unit of which only a part is seen', async () => {
    const ann = await guarded.signedIn('ann');
    const board = leaderboardAnswer.parse(await ann.json('/api/leaderboard?entry=depth:2'));
    expect(board.rows).toEqual([]);
  });

  it('says of a hidden unit what it says of one that does not exist', async () => {
    const east = await guarded.signedIn('east');
    const answers = await Promise.all(
      ['crm:3', 'crm:no'].map(async (id) => {
        const response = await east.ask(`/api/leaderboard?scope=${id}`);
        return `${response.status} ${(await response.text()).replaceAll(id, 'ID')}`;
      }),
    );
    expect(answers[0]).toMatch(/^404 /);
    expect(answers[1]).toBe(answers[0]);
  });

  it('answers Cube’s questions about own rows alone', async () => {
    expect(await wonAmount(await guarded.signedIn('ann'))).toMatchObject({
      data: [{ 'sales.owner_id': 'crm:ann', 'sales.won_amount': '230.10' }],
    });
    expect(JSON.stringify(await wonAmount(await guarded.signedIn('east')))).not.toMatch(/dora|eve|fay/);
    expect(JSON.stringify(await wonAmount(await guarded.signedIn('analyst')))).toMatch(/dora/);
  });

  it('tells the newest deals of the own part', async () => {
    const east = await guarded.signedIn('east');
    const deals = latestDealsAnswer.parse(await east.json('/api/deals/latest?limit=50')).deals;
    expect(new Set(deals.map(({ ownerId }) => ownerId))).toEqual(new Set(['crm:ann', 'crm:bo', 'crm:cai']));
  });

  it('lets a leaver in no more, whatever was granted', async () => {
    const visitor = guarded.visitor();
    const response = await visitor.signIn('eve');
    expect([response.status, await code(response)]).toEqual([401, 'sign_in_refused']);
  });

  it('tells each of the own deals, and everybody of publishes', async () => {
    const [east, west] = [await guarded.signedIn('east'), await guarded.signedIn('analyst')];
    const [heard, all] = [
      readEvents(await east.ask('/api/events')),
      readEvents(await west.ask('/api/events')),
    ];
    await heard.next('publish');
    const closed = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19);
    await guarded.company.source.put('opportunity', [
      won('n1', 'dora', '1000.00', closed),
      won('n2', 'bo', '20.00', closed),
    ]);
    await guarded.company.publish(new Date());
    await heard.next('publish');
    expect((await heard.next('celebration')).data).toMatchObject({ ownerId: 'crm:bo', amount: 20 });
    expect(heard.waiting('celebration')).toBe(0);
    const told = [(await all.next('celebration')).data, (await all.next('celebration')).data];
    expect(JSON.stringify(told)).toMatch(/crm:dora/);
    await Promise.all([heard.close(), all.close()]);
  });

  it('refuses an answer over another tree than the one the border was drawn in', async () => {
    const { semantic } = guarded.company;
    const query = { measures: ['sales.won_count'] };
    const asked = semantic.query(query, { ranges: [[1, 3]], ownerId: null, frame: 12_345 });
    await expect(asked).rejects.toMatchObject({ code: 'organisation_changed' });
  });
});

describe('a reorganisation', () => {
  it('moves the border with the next publish, and a transfer takes the seat along', async () => {
    const company = await openGuardedCompany();
    try {
      const east = await company.signedIn('east');
      const units = async () => orgAnswer.parse(await east.json('/api/org')).units.map(({ id }) => id);
      expect(await units()).toEqual(['crm:1', 'crm:2', 'crm:4']);
      // Shanghai moves from East to West
      await company.company.source.put('org_unit', [
        { id: 'crm:4', name: 'Shanghai', type: 'city', parent_id: 'crm:3' },
      ]);
      await company.company.publish(new Date());
      expect(await units()).toEqual(['crm:1', 'crm:2']);
      expect(JSON.stringify(await wonAmount(east))).not.toMatch(/crm:bo/);
      // Ann leaves: her session ends with the publish that says so
      const ann = await company.signedIn('ann');
      await company.company.source.put('employee', [
        { id: 'crm:ann', name: 'Ann', org_unit_id: 'crm:4', hired_on: '2025-01-01', left_on: '2026-11-01' },
      ]);
      await company.company.publish(new Date());
      expect((await ann.ask('/api/org')).status).toBe(401);
    } finally {
      await company.close();
    }
  }, 180_000);
});

describe('sessions', () => {
  it('change their secret every hour, and the old one goes on until the new one has arrived', async () => {
    const visitor = await guarded.signedIn('ann');
    const old = new Map(visitor.cookies);
    guarded.clock.now = new Date(guarded.clock.now.getTime() + 2 * 3_600_000);
    expect((await visitor.ask('/api/org')).status).toBe(200);
    expect([...visitor.cookies]).not.toEqual([...old]);
    const late = guarded.visitor();
    for (const [name, value] of old) late.cookies.set(name, value);
    expect((await late.ask('/api/org')).status).toBe(200);
    expect((await visitor.ask('/api/org')).status).toBe(200);
    for (const [name, value] of old) late.cookies.set(name, value);
    expect((await late.ask('/api/org')).status).toBe(401);
  });

  it('end after a day without a request, and after a month in any case', async () => {
    const idle = await guarded.signedIn('ann');
    guarded.clock.now = new Date(guarded.clock.now.getTime() + 25 * 3_600_000);
    expect((await idle.ask('/api/org')).status).toBe(401);
    const busy = await guarded.signedIn('ann');
    let days = 0;
    while ((await busy.ask('/api/org')).status === 200 && days < 60) {
      days += 1;
      guarded.clock.now = new Date(guarded.clock.now.getTime() + 23 * 3_600_000);
    }
    expect(days).toBe(32);
  });

  it('end with signing out, with a new password, and when the account is shut', async () => {
    const [out, one, other] = [
      await guarded.signedIn('ann'),
      await guarded.signedIn('east'),
      await guarded.signedIn('east'),
    ];
    const stolen = guarded.visitor();
    for (const [name, value] of out.cookies) stolen.cookies.set(name, value);
    expect((await out.ask('/api/session', { method: 'DELETE' })).status).toBe(204);
    expect((await stolen.ask('/api/org')).status).toBe(401);
    const changed = await one.ask('/api/account/password', {
      json: { current: PASSWORD, next: 'a wholly other phrase' },
    });
    expect(changed.status).toBe(200);
    expect((await one.ask('/api/org')).status).toBe(200);
    expect((await other.ask('/api/org')).status).toBe(401);
    const admin = await guarded.signedIn('admin');
    const { id } = guarded.directory.accounts.byLogin('east')!;
    expect(
      (await admin.ask(`/api/admin/accounts/${id}`, { method: 'PATCH', json: { isEnabled: false } })).status,
    ).toBe(204);
    expect((await one.ask('/api/org')).status).toBe(401);
    expect(
      (await admin.ask(`/api/admin/accounts/${id}`, { method: 'PATCH', json: { isEnabled: true } })).status,
    ).toBe(204);
    await one.signIn('east', 'a wholly other phrase');
    await one.session();
    await one.ask('/api/account/password', { json: { current: 'a wholly other phrase', next: PASSWORD } });
  });

  it('change nothing without their token, nor from another site', async () => {
    const admin = await guarded.signedIn('admin');
    const body = { name: 'x', unitId: 'crm:2', days: 1 };
    const forged = await admin.ask('/api/admin/wall-links', {
      json: body,
      headers: { 'x-csrf-token': 'guess' },
    });
    expect([forged.status, await code(forged)]).toEqual([403, 'foreign_page']);
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
      const foreign = await admin.ask('/api/admin/wall-links', { json: body, headers });
      expect([foreign.status, await code(foreign)]).toEqual([403, 'foreign_page']);
      const signIn = await guarded
        .visitor()
        .ask('/api/session', { json: { login: 'ann', password: PASSWORD }, headers });
      expect(signIn.status).toBe(403);
    }
  });

  it('keep their secret from scripts and other sites', async () => {
    const response = await guarded
      .visitor()
      .ask('/api/session', { json: { login: 'ann', password: PASSWORD } });
    const cookie = response.headers.getSetCookie().find((line) => line.includes('session'));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
  });
});

describe('signing in', () => {
  it('says the same of a wrong name as of a wrong password', async () => {
    const answers = await Promise.all(
      [
        ['ann', 'wrong password'],
        ['no-such-person', 'wrong password'],
      ].map(async ([login, password]) => {
        const response = await guarded.visitor().ask('/api/session', { json: { login, password } });
        return [response.status, await response.text()];
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.[0]).toBe(401);
  });

  it('slows guessing down, and locks nobody else out', async () => {
    const known = await guarded.signedIn('analyst');
    await known.ask('/api/session', { method: 'DELETE' });
    const guesser = guarded.visitor();
    const states: number[] = [];
    for (let at = 0; at < 7; at += 1)
      states.push((await guesser.signIn('analyst', `guess ${at} of many`)).status);
    expect(states).toEqual([401, 401, 401, 401, 401, 429, 429]);
    // the guesser's address stands still even with the right password; the browser that was in before comes in
    expect((await guesser.signIn('analyst')).status).toBe(429);
    expect((await known.signIn('analyst')).status).toBe(200);
  });

  it('with a password that is changed in the same moment leaves no session behind', async () => {
    const { accounts, sessions } = guarded.directory;
    const { id } = accounts.byLogin('new')!;
    const [hash, start] = [await accounts.passwordHash(id), sessions.start];
    sessions.start = async (...from) => {
      await accounts.setPassword(id, 'another');
      await sessions.endAll(id);
      return await start(...from);
    };
    const thief = guarded.visitor();
    try {
      expect((await thief.signIn('new')).status).toBe(401);
    } finally {
      sessions.start = start;
      await accounts.setPassword(id, hash!);
    }
    expect(await sessions.of(id)).toEqual([]);
    expect((await thief.session()).caller).toBeNull();
  });

  it('writes down who came, who failed and from where, and lets nobody change it', async () => {
    const admin = await guarded.signedIn('admin');
    const audit = (await admin.json('/api/admin/audit?text=analyst&action=sign_in_failed')) as {
      total: number;
      entries: { actor: string; address: string }[];
    };
    expect(audit.total).toBeGreaterThanOrEqual(5);
    expect(audit.entries[0]).toMatchObject({
      actor: 'analyst',
      address: expect.stringMatching(/127\.0\.0\.1|::1/),
    });
    await expect(guarded.directory.state.run('delete from treeline.audit')).rejects.toThrow(/append-only/);
    await expect(guarded.directory.state.run(`update treeline.audit set actor = 'x'`)).rejects.toThrow(
      /append-only/,
    );
  });
});
