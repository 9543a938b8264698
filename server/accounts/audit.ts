import { z } from 'zod';
import type { StateDatabase } from '../state/state-database.ts';

/** Everything that is written down. */
export const AUDITED = [
  ...([
    'sign_in',
    'sign_in_failed',
    'sign_out',
    'session_ended',
    'view_as_started',
    'view_as_ended',
  ] as const),
  ...(['account_created', 'account_changed', 'account_removed'] as const),
  ...(['password_changed', 'password_link_made', 'token_made', 'token_revoked'] as const),
  ...([
    'wall_link_made',
    'wall_link_revoked',
    'wall_opened',
    'export',
    'explain_rows',
    'audit_purged',
  ] as const),
] as const;
export type Audited = (typeof AUDITED)[number];

export interface AuditEntry {
  readonly action: Audited;
  readonly accountId: string | null;
  /** Who, in words that stay true when the account is gone. */
  readonly actor: string;
  /** Whom or what it was done to. */
  readonly subject: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** From where: a network address, or `command`. */
  readonly address: string;
}

export interface AuditSearch {
  readonly text?: string | undefined;
  readonly action?: Audited | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

const row = z.object({
  id: z.coerce.string(),
  at: z.date(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
  address: z.string(),
  total: z.coerce.number(),
});

export type Audit = ReturnType<typeof createAudit>;

/** What was done, by whom, when, from where; only ever appended to. */
export function createAudit(state: StateDatabase, now: () => Date) {
  return {
    async write(entry: AuditEntry): Promise<void> {
      await state.run(
        `insert into treeline.audit (at, account_id, actor, action, subject, detail, address)
         values ($1, $2, $3, $4, $5, $6::jsonb, $7)`,
        [
          ...[now(), entry.accountId, entry.actor.slice(0, 300), entry.action, entry.subject.slice(0, 300)],
          ...[JSON.stringify(entry.detail ?? {}), entry.address],
        ],
      );
    },
    /** Newest first. `to` is a day and included. */
    async search(search: AuditSearch) {
      const found = await state.query(
        row,
        `select id, at, actor, action, subject, detail, address, count(*) over () as total from treeline.audit
         where ($1::text is null or position(lower($1) in lower(actor || ' ' || subject || ' ' || address)) > 0)
           and ($2::text is null or action = $2)
           and ($3::date is null or at >= $3::date) and ($4::date is null or at < $4::date + 1)
         order by id desc limit $5 offset $6`,
        [
          ...[search.text ?? null, search.action ?? null, search.from ?? null, search.to ?? null],
          ...[search.limit, search.offset],
        ],
      );
      const entries = found.map(({ at, id, actor, action, subject, detail, address }) => ({
        ...{ id, at: at.toISOString(), actor, action, subject, detail, address },
      }));
      return { total: found[0]?.total ?? 0, entries };
    },
    /** Lets go what the policy no longer keeps, and says so. */
    async purge(olderThan: Date): Promise<void> {
      const gone = await state.transaction(async (session) => {
        await session.run(`set local treeline.purge = 'on'`);
        return await session.query(
          z.object({ id: z.coerce.string() }),
          'delete from treeline.audit where at < $1 returning id',
          [olderThan],
        );
      });
      if (gone.length === 0) return;
      const subject = `${gone.length} entries before ${olderThan.toISOString().slice(0, 10)}`;
      await this.write({ action: 'audit_purged', accountId: null, actor: 'treeline', subject, address: '' });
    },
  };
}
