import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from '../state/secret.ts';
import { openState, type StateDatabase } from '../state/state-database.ts';
import { openAccounts } from './accounts.ts';
import { COMMAND, createAdministration } from './administration.ts';
import { openDirectory, type Directory } from './directory.ts';
import { createSessions } from './sessions.ts';

const LIMITS = { idleHours: 24, absoluteHours: 720 };
const FROM = { address: '', agent: '' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'treeline-accounts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('administrators', () => {
  let directory: Directory;
  beforeAll(async () => {
    directory = await openDirectory({ place: path.join(folder, 'admins'), session: LIMITS, auditDays: 730 });
  });
  afterAll(() => directory.close());

  it('who take each other’s role at the same moment do not both lose it', async () => {
    const ids = await Promise.all(
      ['one', 'other'].map(async (login) => {
        const change = { roles: ['administrator'] as const };
        return (await createAdministration(directory).create(login, login, change, COMMAND)).id;
      }),
    );
    // each request has an administration of its own
    const done = await Promise.allSettled(
      ids.map((id) => createAdministration(directory).change(id, { roles: ['rep'] }, COMMAND)),
    );
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const left = directory.accounts.list().filter(({ roles }) => roles.includes('administrator'));
    expect(left.map(({ login }) => login)).toEqual(['other']);
  });
});

describe('a session', () => {
  it('that is ended while its secret changes has ended for the new secret, too', async () => {
    const state = await openState(path.join(folder, 'sessions'));
    await state.run(
      `insert into treeline.account (id, login, name, roles, created_at) values ('a', 'a', 'a', '{rep}', now())`,
    );
    let now = new Date('2026-11-20T04:00:00Z');
    const slow = slowToRotate(state);
    const sessions = createSessions(slow.state, LIMITS, () => now);
    const { token, session } = await sessions.start('a', FROM);
    now = new Date('2026-11-20T06:00:00Z');
    const rotating = sessions.find(token, true);
    await slow.reached;
    expect(await sessions.endAll('a')).toBe(1);
    slow.goOn();
    const newToken = (await rotating)?.newToken ?? '';
    expect(hashOf(newToken)).not.toBe(hashOf(token));
    expect(await sessions.find(newToken)).toBeNull();
    expect(await sessions.find(token)).toBeNull();
    expect(await sessions.byId(session.id)).toBeNull();
    await state.close();
  });
});

describe('an account', () => {
  it('is as it was changed last, whichever reading of it comes last', async () => {
    const state = await openState(path.join(folder, 'readings'));
    const reached = latch();
    const goOn = latch();
    let isSlow = false;
    const accounts = await openAccounts(
      {
        ...state,
        query: async (shape, sql, values) => {
          const found = await state.query(shape, sql, values);
          if (!isSlow || !/treeline\.standing/.test(sql)) return found;
          isSlow = false;
          reached.open();
          await goOn.opened;
          return found;
        },
      },
      () => new Date('2026-11-20T04:00:00Z'),
    );
    const { id } = await accounts.create('ann', 'Ann', {}, 'test');
    isSlow = true;
    const signingIn = accounts.signedIn(id);
    await reached.opened;
    await accounts.change(id, { isEnabled: false }, 'test');
    goOn.open();
    await signingIn;
    expect(accounts.get(id)?.isEnabled).toBe(false);
    await state.close();
  });
});

/** A state in which the change of a secret stops until it may go on. */
function slowToRotate(state: StateDatabase) {
  const [reach, go] = [latch(), latch()];
  return {
    state: {
      ...state,
      run: async (sql: string, values?: readonly unknown[]) => {
        if (/set token_hash/.test(sql)) {
          reach.open();
          await go.opened;
        }
        await state.run(sql, values);
      },
    },
    reached: reach.opened,
    goOn: () => go.open(),
  };
}

function latch() {
  let resolved: (() => void) | null = null;
  const opened = new Promise<void>((resolve) => {
    resolved = resolve;
  });
  return { opened, open: () => resolved?.() };
}
