import { z } from 'zod';
import { freshnessState } from './events.ts';
import { words } from './words.ts';

/** Working days of the period that holds today; `left` counts today when it is one. */
export const workingDays = z.object({
  from: z.string(),
  to: z.string(),
  total: z.number().int(),
  /** Closed ones: today does not count. */
  elapsed: z.number().int(),
  left: z.number().int(),
});
export type WorkingDays = z.infer<typeof workingDays>;

export const runSummary = z.object({
  runId: z.number().int().nullable(),
  source: z.string(),
  kind: z.enum(['full', 'increment', 'reconcile']),
  status: z.enum(['running', 'ok', 'failed']),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  error: z.string().nullable(),
  /** What changed in the source and keeps nothing from being read: columns that were added. */
  notes: z.array(z.string()),
});
export type RunSummary = z.infer<typeof runSummary>;

/** `GET /api/status`; before the first publish the answer is the error `not_published`. */
export const statusAnswer = z.object({
  version: z.number().int(),
  asOf: z.string(),
  /** `as_of` in the calendar's zone, `YYYY-MM-DDTHH:MM:SS.mmm`. */
  asOfLocal: z.string(),
  publishedAt: z.string(),
  freshness: freshnessState,
  timezone: z.string(),
  currency: z.string(),
  weekStarts: z.enum(['monday', 'sunday']),
  fiscalYearStart: z.number().int(),
  /** What this company calls performance: the view's member, its words. */
  headline: z.object({ metric: z.string(), member: z.string(), title: words }),
  calendar: z.object({
    today: z.string(),
    isWorkingDay: z.boolean(),
    week: workingDays,
    month: workingDays,
    quarter: workingDays,
    year: workingDays,
  }),
  /** Canonical entities that the mapping gives, with their columns. */
  coverage: z.record(z.string(), z.array(z.string())),
  sources: z.array(z.object({ name: z.string(), kind: z.string() })),
  runs: z.array(runSummary),
});
export type StatusAnswer = z.infer<typeof statusAnswer>;

/** `GET /api/health`: 200 when boards can be shown, 503 before the first publish. */
export const healthAnswer = z.object({
  status: z.enum(['ok', 'starting']),
  version: z.number().int().nullable(),
  asOf: z.string().nullable(),
  freshness: freshnessState,
});
export type HealthAnswer = z.infer<typeof healthAnswer>;
