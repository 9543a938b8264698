import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { WallBoard } from '../access/caller.ts';
import { hashOf, newSecret } from '../state/secret.ts';
import type { StateDatabase } from '../state/state-database.ts';

const HOUR = 3_600_000;
/** How exactly the last use is known: each noting is a write. */
const NOTE_MS = 10 * 60_000;

export const TOKEN_SCOPES = ['figures', 'export', 'data'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export interface ApiToken {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

export interface WallLink extends WallBoard {
  readonly name: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

const tokenRow = z
  .object({
    ...{ id: z.string(), account_id: z.string(), name: z.string(), scopes: z.array(z.enum(TOKEN_SCOPES)) },
    ...{ created_at: z.date(), expires_at: z.date(), used_at: z.date().nullable() },
  })
  .transform((row): ApiToken => ({
    ...{ id: row.id, accountId: row.account_id, name: row.name, scopes: row.scopes },
    ...{ createdAt: row.created_at, expiresAt: row.expires_at, usedAt: row.used_at },
  }));
const wallRow = z
  .object({
    ...{ id: z.string(), name: z.string(), unit_id: z.string(), pages: z.string(), created_by: z.string() },
    ...{ created_at: z.date(), expires_at: z.date(), used_at: z.date().nullable() },
  })
  .transform((row): WallLink => ({
    ...{ id: row.id, name: row.name, unitId: row.unit_id, pages: row.pages, createdBy: row.created_by },
    ...{ createdAt: row.created_at, expiresAt: row.expires_at, usedAt: row.used_at },
  }));

export type Links = ReturnType<typeof createLinks>;

/** Secrets that open something without a password. Each is shown once, kept as a hash, expires and can be revoked. */
export function createLinks(state: StateDatabase, now: () => Date) {
  const tokens = new LRUCache<string, ApiToken>({ max: 1_000 });
  const walls = new LRUCache<string, WallLink>({ max: 1_000 });

  /** Each message to a wall asks whether its link still holds, so what holds is kept in memory. */
  async function use<T extends ApiToken | WallLink>(
    table: 'api_token' | 'wall_link',
    shape: z.ZodType<T>,
    kept: LRUCache<string, T>,
    secret: string,
  ): Promise<T | null> {
    const hash = hashOf(secret);
    let found = kept.get(hash);
    if (found === undefined)
      [found] = await state.query(shape, `select * from treeline.${table} where token_hash = $1`, [hash]);
    const time = now();
    if (found === undefined || found.expiresAt <= time) return null;
    const isNews = found.usedAt === null || time.getTime() - found.usedAt.getTime() > NOTE_MS;
    kept.set(hash, isNews ? { ...found, usedAt: time } : found);
    if (isNews) {
      const noted = await state.query(
        z.object({ id: z.string() }),
        `update treeline.${table} set used_at = $2 where id = $1 returning id`,
        [found.id, time],
      );
      if (noted.length === 0) {
        // revoked in this very moment
        kept.delete(hash);
        return null;
      }
    }
    return found;
  }

  function forget<T extends ApiToken | WallLink>(kept: LRUCache<string, T>, id: string): void {
    for (const [hash, one] of kept.entries()) if (one.id === id) kept.delete(hash);
  }

  return {
    /** A link by which one password is set, once. The ones before it end. */
    async makePasswordLink(accountId: string, hours: number): Promise<string> {
      const secret = newSecret();
      await state.run('delete from treeline.password_link where account_id = $1', [accountId]);
      await state.run(
        'insert into treeline.password_link (token_hash, account_id, expires_at) values ($1, $2, $3)',
        [hashOf(secret), accountId, new Date(now().getTime() + hours * HOUR)],
      );
      return secret;
    },
    /** Whose password the link sets; the link goes on working. */
    async lookAtPasswordLink(secret: string): Promise<string | null> {
      const [found] = await state.query(
        z.object({ account_id: z.string() }),
        'select account_id from treeline.password_link where token_hash = $1 and expires_at > $2',
        [hashOf(secret), now()],
      );
      return found?.account_id ?? null;
    },
    async takePasswordLink(secret: string): Promise<string | null> {
      const [found] = await state.query(
        z.object({ account_id: z.string() }),
        'delete from treeline.password_link where token_hash = $1 and expires_at > $2 returning account_id',
        [hashOf(secret), now()],
      );
      return found?.account_id ?? null;
    },

    async makeToken(accountId: string, name: string, scopes: readonly TokenScope[], days: number) {
      const secret = newSecret('tl_');
      const [token] = await state.query(
        tokenRow,
        `insert into treeline.api_token (id, account_id, name, token_hash, scopes, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7) returning *`,
        [
          ...[randomUUID(), accountId, name, hashOf(secret), [...scopes], now()],
          new Date(now().getTime() + days * 24 * HOUR),
        ],
      );
      if (token === undefined) throw new Error('a token was not written');
      return { secret, token };
    },
    useToken: (secret: string): Promise<ApiToken | null> => use('api_token', tokenRow, tokens, secret),
    tokensOf: (accountId: string | null): Promise<ApiToken[]> =>
      state.query(
        tokenRow,
        'select * from treeline.api_token where $1::text is null or account_id = $1 order by created_at desc',
        [accountId],
      ),
    /** `accountId` null: anybody's. */
    async revokeToken(id: string, accountId: string | null): Promise<ApiToken | null> {
      const [gone] = await state.query(
        tokenRow,
        'delete from treeline.api_token where id = $1 and ($2::text is null or account_id = $2) returning *',
        [id, accountId],
      );
      if (gone !== undefined) forget(tokens, id);
      return gone ?? null;
    },

    async makeWallLink(
      wall: { readonly name: string; readonly unitId: string; readonly pages: string; readonly days: number },
      by: string,
    ) {
      const secret = newSecret('wall_');
      const [link] = await state.query(
        wallRow,
        `insert into treeline.wall_link (id, name, token_hash, unit_id, pages, created_at, created_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) returning *`,
        [
          ...[randomUUID(), wall.name, hashOf(secret), wall.unitId, wall.pages, now(), by],
          new Date(now().getTime() + wall.days * 24 * HOUR),
        ],
      );
      if (link === undefined) throw new Error('a link was not written');
      return { secret, link };
    },
    useWallLink: (secret: string): Promise<WallLink | null> => use('wall_link', wallRow, walls, secret),
    wallLinks: (): Promise<WallLink[]> =>
      state.query(wallRow, 'select * from treeline.wall_link order by created_at desc'),
    async revokeWallLink(id: string): Promise<WallLink | null> {
      const [gone] = await state.query(wallRow, 'delete from treeline.wall_link where id = $1 returning *', [
        id,
      ]);
      if (gone !== undefined) forget(walls, id);
      return gone ?? null;
    },

    /** A cookie by which a browser proves that it has signed in to the account before. */
    async makeDevice(accountId: string): Promise<string> {
      const secret = newSecret();
      await state.run('insert into treeline.device (token_hash, account_id, seen_at) values ($1, $2, $3)', [
        ...[hashOf(secret), accountId, now()],
      ]);
      return secret;
    },
    /** The hash of the cookie, when the account knows it. */
    async knownDevice(secret: string, accountId: string): Promise<string | null> {
      const [found] = await state.query(
        z.object({ token_hash: z.string() }),
        'update treeline.device set seen_at = $3 where token_hash = $1 and account_id = $2 returning token_hash',
        [hashOf(secret), accountId, now()],
      );
      return found?.token_hash ?? null;
    },
    async forgetDevices(accountId: string): Promise<void> {
      await state.run('delete from treeline.device where account_id = $1', [accountId]);
    },
    async sweep(): Promise<void> {
      await state.run('delete from treeline.password_link where expires_at < $1', [now()]);
      await state.run('delete from treeline.device where seen_at < $1', [
        new Date(now().getTime() - 400 * 24 * HOUR),
      ]);
    },
  };
}
