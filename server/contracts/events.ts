import { z } from 'zod';

/** Server-sent event `publish`: the warehouse has a new version; ask again. */
export const publishEvent = z.object({
  version: z.number().int(),
  asOf: z.string(),
  /** What may be new: everything, what walls and leaderboards rank, or what follows that as a version of its own. */
  part: z.enum(['whole', 'live', 'rest']),
});
export type PublishEvent = z.infer<typeof publishEvent>;

/** What a company celebrates: a deal won, a customer's first order, a payment that came. */
const newsKind = z.enum(['won', 'first_order', 'payment']);
export type NewsKind = z.infer<typeof newsKind>;

/** A deal (or an order, or a payment) as the ticker and a celebration tell it. Times are instants (UTC, ISO 8601). */
export const deal = z.object({
  id: z.string(),
  kind: newsKind,
  ownerId: z.string(),
  ownerName: z.string(),
  unitName: z.string(),
  unitPath: z.string(),
  customerName: z.string().nullable(),
  amount: z.number().nullable(),
  at: z.string(),
});
export type Deal = z.infer<typeof deal>;

/** Server-sent event `celebration`: exactly one per event, after the publish that brought it. */
export const celebrationEvent = deal.extend({ asOf: z.string() });
export type CelebrationEvent = z.infer<typeof celebrationEvent>;

/** Server-sent event `freshness`: how current the data is; sent when the state changes and every few seconds. */
export const freshnessState = z.object({
  /** `live` follows the source · `late` last good data stays up, the source or a build fails · `static` nothing follows the source */
  state: z.enum(['live', 'late', 'static']),
  since: z.string().nullable(),
  /** Last moment at which the source was asked and everything it had was published. */
  checkedAt: z.string().nullable(),
  code: z.string().nullable(),
  reason: z.string().nullable(),
});
export type FreshnessState = z.infer<typeof freshnessState>;

/** `GET /api/deals/latest?scope=&limit=`: the newest of what the company celebrates, newest first. */
export const latestDealsAnswer = z.object({
  asOf: z.string(),
  version: z.number().int(),
  deals: z.array(deal),
});
export type LatestDealsAnswer = z.infer<typeof latestDealsAnswer>;
