import { z } from 'zod';
import { runSummary } from './status.ts';

/** `GET /api/runs`: newest first. */
export const runsAnswer = z.object({ runs: z.array(runSummary) });
export type RunsAnswer = z.infer<typeof runsAnswer>;

/** An entity of a source beside what the warehouse holds of it. */
export const comparison = z.object({
  source: z.string(),
  entity: z.string(),
  /** Rows that can land: one per key, none refused at the door. */
  inSource: z.number().int(),
  inWarehouse: z.number().int(),
  /** Rows refused at the door and still open. */
  rejected: z.number().int(),
  /** Columns of money in the rows' own currencies, added up; decimals as text, null where no row holds one. */
  sums: z.array(
    z.object({ column: z.string(), inSource: z.string().nullable(), inWarehouse: z.string().nullable() }),
  ),
  /** Ranges of keys with differences, the worst first, at most 200. */
  ranges: z.array(
    z.object({
      /** `i<n>`: keys from n × 16384; `h<hex>`: keys whose MD5 begins so. */
      range: z.string(),
      /** In the source, not in the warehouse. */
      missing: z.number().int(),
      /** In the warehouse, not in the source. */
      superfluous: z.number().int(),
      /** In both, with different values. */
      different: z.number().int(),
      firstKey: z.string(),
      lastKey: z.string(),
    }),
  ),
});
export type Comparison = z.infer<typeof comparison>;

/** `GET /api/reconciliation`: what the last `treeline check` found; null before the first. */
export const reconciliationAnswer = z.object({
  comparedAt: z.string().nullable(),
  entities: z.array(comparison),
});
export type ReconciliationAnswer = z.infer<typeof reconciliationAnswer>;

export const rejectedQuery = z.strictObject({
  source: z.string().min(1).optional(),
  entity: z.string().min(1).optional(),
  reason: z.string().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z.coerce.number().int().min(0).default(0),
});
export type RejectedQuery = z.infer<typeof rejectedQuery>;

/** `GET /api/rejected`: rows that the door keeps out and why, newest first. */
export const rejectedAnswer = z.object({
  total: z.number().int(),
  rows: z.array(
    z.object({
      source: z.string(),
      entity: z.string(),
      key: z.string().nullable(),
      column: z.string().nullable(),
      reason: z.string(),
      /** The row as the source gave it, column by column; a line of a file that is no row has `line` alone. */
      raw: z.record(z.string(), z.string().nullable()),
      rejectedAt: z.string(),
    }),
  ),
});
export type RejectedAnswer = z.infer<typeof rejectedAnswer>;
