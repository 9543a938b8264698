import { z } from 'zod';
import { leaderboardWindow } from './leaderboard.ts';

export const comparisonKind = z.enum([...leaderboardWindow.options, 'custom']);
export type ComparisonKind = z.infer<typeof comparisonKind>;

/** The query of `GET /api/comparison`; `from` and `to` belong to `custom`, the other kinds are those that hold today. */
export const comparisonQuery = z.strictObject({
  kind: comparisonKind,
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
});

export const comparedPeriod = z.object({
  /** The whole period. */
  from: z.string(),
  end: z.string(),
  /** As far as the present period has come: the last day that counts, and the local moment on it. */
  to: z.string(),
  until: z.string().nullable(),
  /** What makes the two alike. */
  aligned: z.enum(['working_days', 'days', 'date', 'weekday', 'spring_festival']),
});
export type ComparedPeriod = z.infer<typeof comparedPeriod>;

/** `GET /api/comparison`: what a period is compared with, the same for every screen. */
export const comparisonAnswer = z.object({
  version: z.number().int(),
  from: z.string(),
  end: z.string(),
  /** Null: no working time had passed there yet. */
  previous: comparedPeriod.nullable(),
  lastYear: comparedPeriod,
});
export type ComparisonAnswer = z.infer<typeof comparisonAnswer>;
