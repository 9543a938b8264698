import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { hashOf, newSecret } from '../state/secret.ts';
import type { StateDatabase } from '../state/state-database.ts';

export interface SessionLimits {
  /** Hours without a request after which a session ends. */
  readonly idleHours: number;
  /** Hours after which it ends in any case. */
  readonly absoluteHours: number;
}

export interface Session {
  readonly id: string;
  readonly accountId: string;
  readonly csrfToken: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
  /** The account whose eyes an administrator looks through. */
  readonly viewAs: string | null;
  readonly address: string;
  readonly agent: string;
}

/** A session as a request finds it; `newToken` replaces the cookie. */
export interface FoundSession {
  readonly session: Session;
  readonly newToken: string | null;
}

const row = z.object({
  id: z.string(),
  account_id: z.string(),
  token_hash: z.string(),
  previous_hash: z.string().nullable(),
  csrf_token: z.string(),
  created_at: z.date(),
  rotated_at: z.date(),
  seen_at: z.date(),
  view_as: z.string().nullable(),
  address: z.string(),
  agent: z.string(),
});
type Row = z.infer<typeof row>;

const HOUR = 3_600_000;
const ROTATE_MS = HOUR;
/** How exactly the idle limit is kept: each noting is a write. */
const NOTE_MS = 60_000;

export type Sessions = ReturnType<typeof createSessions>;

/**
 * Sessions of browsers. The cookie's secret changes every hour and with every change of rights; the one before goes on
 * until the new one has been seen, so that requests under way and lost answers sign nobody out.
 */
export function createSessions(state: StateDatabase, limits: SessionLimits, now: () => Date) {
  const kept = new LRUCache<string, Row>({ max: 10_000 });
  /** The newest secret's hash of a session. */
  const hashes = new LRUCache<string, string>({ max: 10_000 });
  /** What ended stays ended, also for a request that had read it just before. */
  const over = new LRUCache<string, true>({ max: 10_000 });

  async function read(hash: string): Promise<Row | null> {
    const known = kept.get(hash) ?? (await stored(hash));
    // a secret that was changed in the very moment in which the session ended is not the one that was forgotten
    return known === null || over.has(known.id) ? null : known;
  }

  async function stored(hash: string): Promise<Row | null> {
    const [found] = await state.query(
      row,
      'select * from treeline.session where token_hash = $1 or previous_hash = $1',
      [hash],
    );
    if (found !== undefined) keep(found);
    return found ?? null;
  }

  function keep(one: Row): void {
    if (over.has(one.id)) return;
    kept.set(one.token_hash, one);
    hashes.set(one.id, one.token_hash);
    if (one.previous_hash !== null) kept.set(one.previous_hash, one);
  }

  function forget(one: Row): void {
    kept.delete(one.token_hash);
    if (one.previous_hash !== null) kept.delete(one.previous_hash);
  }

  async function end(condition: string, value: string): Promise<number> {
    const ended = await state.query(row, `delete from treeline.session where ${condition} returning *`, [
      value,
    ]);
    for (const one of ended) {
      over.set(one.id, true);
      forget(one);
    }
    return ended.length;
  }

  function isOver(one: Row): boolean {
    const time = now().getTime();
    return (
      time - one.seen_at.getTime() > limits.idleHours * HOUR ||
      time - one.created_at.getTime() > limits.absoluteHours * HOUR
    );
  }

  async function rotate(one: Row): Promise<string> {
    const token = newSecret();
    forget(one);
    const next = { ...one, token_hash: hashOf(token), previous_hash: one.token_hash, rotated_at: now() };
    // before the write: a request that comes meanwhile must not rotate once more
    keep(next);
    await state.run(
      'update treeline.session set token_hash = $2, previous_hash = $3, rotated_at = $4 where id = $1',
      [one.id, next.token_hash, next.previous_hash, next.rotated_at],
    );
    return token;
  }

  return {
    async start(accountId: string, from: { readonly address: string; readonly agent: string }) {
      const token = newSecret();
      const [time, id] = [now(), randomUUID()];
      const [one] = await state.query(
        row,
        `insert into treeline.session
           (id, account_id, token_hash, csrf_token, created_at, rotated_at, seen_at, address, agent)
         values ($1, $2, $3, $4, $5, $5, $5, $6, $7) returning *`,
        [id, accountId, hashOf(token), newSecret(), time, from.address, from.agent.slice(0, 300)],
      );
      if (one === undefined) throw new Error('a session was not written');
      keep(one);
      return { token, session: plain(one) };
    },

    /** `mayRotate` false where no cookie can be set. */
    async find(token: string, mayRotate = false): Promise<FoundSession | null> {
      const hash = hashOf(token);
      let one = await read(hash);
      if (one === null) return null;
      if (isOver(one)) {
        await end('id = $1', one.id);
        return null;
      }
      const time = now();
      if (one.previous_hash !== null && hash === one.token_hash) {
        // the new secret has arrived: the old one ends
        kept.delete(one.previous_hash);
        one = { ...one, previous_hash: null };
        keep(one);
        await state.run('update treeline.session set previous_hash = null where id = $1', [one.id]);
      }
      if (time.getTime() - one.seen_at.getTime() > NOTE_MS) {
        one = { ...one, seen_at: time };
        keep(one);
        await state.run('update treeline.session set seen_at = $2 where id = $1', [one.id, time]);
      }
      one = kept.get(hash) ?? one;
      const isDue =
        mayRotate && hash === one.token_hash && time.getTime() - one.rotated_at.getTime() > ROTATE_MS;
      return { session: plain(one), newToken: isDue ? await rotate(one) : null };
    },

    /** A session whose secret is not at hand: of a stream that outlives it. */
    async byId(id: string): Promise<FoundSession | null> {
      if (over.has(id)) return null;
      const hash = hashes.get(id);
      let one = hash === undefined ? undefined : kept.get(hash);
      if (one === undefined) {
        [one] = await state.query(row, 'select * from treeline.session where id = $1', [id]);
        if (one !== undefined) keep(one);
      }
      return one === undefined || isOver(one) ? null : { session: plain(one), newToken: null };
    },

    /** Looks through another's eyes, or through one's own again: a change of rights, hence a new secret. */
    async viewAs(id: string, accountId: string | null): Promise<string> {
      const [one] = await state.query(
        row,
        'update treeline.session set view_as = $2 where id = $1 returning *',
        [id, accountId],
      );
      if (one === undefined) throw new Error('the session has ended meanwhile');
      return await rotate(one);
    },
    async of(accountId: string): Promise<Session[]> {
      const found = await state.query(
        row,
        'select * from treeline.session where account_id = $1 order by seen_at desc',
        [accountId],
      );
      return found.filter((one) => !isOver(one)).map(plain);
    },
    endOne: (id: string) => end('id = $1', id),
    /** Every session of an account; also those in which others look through its eyes. */
    async endAll(accountId: string): Promise<number> {
      return (await end('account_id = $1', accountId)) + (await end('view_as = $1', accountId));
    },
    async sweep(): Promise<void> {
      const time = now().getTime();
      const ended = await state.query(
        row,
        'delete from treeline.session where seen_at < $1 or created_at < $2 returning *',
        [new Date(time - limits.idleHours * HOUR), new Date(time - limits.absoluteHours * HOUR)],
      );
      for (const one of ended) forget(one);
    },
  };
}

function plain(one: Row): Session {
  return {
    ...{ id: one.id, accountId: one.account_id, csrfToken: one.csrf_token, viewAs: one.view_as },
    ...{ createdAt: one.created_at, seenAt: one.seen_at, address: one.address, agent: one.agent },
  };
}
