import { z } from 'zod';
import { figureFormat, words } from './words.ts';

export const leaderboardWindow = z.enum(['day', 'week', 'month', 'quarter', 'year']);
export type LeaderboardWindow = z.infer<typeof leaderboardWindow>;
export const leaderboardMeasure = z.enum(['value', 'attainment']);
export type LeaderboardMeasure = z.infer<typeof leaderboardMeasure>;
export const attribution = z.enum(['as_is', 'as_was']);
export type Attribution = z.infer<typeof attribution>;
export const baselineKind = z.enum(['previous', 'today']);
export type BaselineKind = z.infer<typeof baselineKind>;
/** Who is ranked: people, units of one type, or units of one depth. */
export const leaderboardEntry = z
  .string()
  .regex(/^(person|type:.+|depth:[1-8])$/, 'person, type:<org type> or depth:<1 to 8>');

/** The query of `GET /api/leaderboard`; an unknown parameter is refused. */
export const leaderboardQuery = z.strictObject({
  /** `headline`, or a measure such as `sales.won_amount`. */
  metric: z
    .string()
    .regex(/^(headline|[a-z_]+\.[a-z0-9_]+)$/, 'headline, or <view>.<measure>')
    .default('headline'),
  measure: leaderboardMeasure.default('value'),
  entry: leaderboardEntry.default('person'),
  /** A unit's id; absent: the root. */
  scope: z.string().min(1).optional(),
  window: leaderboardWindow.default('month'),
  vs: baselineKind.default('previous'),
  attribution: attribution.default('as_is'),
  limit: z.coerce.number().int().min(1).max(5000).default(100),
});
export type LeaderboardQuery = z.infer<typeof leaderboardQuery>;

const figure = z.number().nullable();

/**
 * One place on the board. `rank` null: listed below, not ranked (no target on an attainment board, no value).
 * Entries of equal rank are equal; the one that reached the value earlier stands first.
 */
export const leaderboardRow = z.object({
  rank: z.number().int().nullable(),
  /** Baseline rank − rank: positive climbed. Null when there is nothing to compare. */
  rankChange: z.number().int().nullable(),
  /** On this board now, not on the baseline's. */
  isNew: z.boolean(),
  /** `own`: the people who hang directly on a unit above the ranked level. */
  kind: z.enum(['person', 'unit', 'own']),
  /** Unique on the board: employee id, unit id, or `own:<unit id>`. */
  id: z.string(),
  name: z.string(),
  /** Of the unit (a person's own unit, the unit itself). */
  path: z.string(),
  unitId: z.string(),
  /** A person's unit, a unit's parent; null for the root. */
  unitName: z.string().nullable(),
  value: figure,
  /** Against the baseline, in the unit of the value. */
  valueChange: figure,
  target: figure,
  /** value ÷ target (0.25 = 25 %); null without a target. */
  attainment: figure,
  /** Last moment that moved the value: local time of the calendar's zone. */
  lastAt: z.string().nullable(),
  /** False: left the company, or the unit is closed. */
  active: z.boolean(),
  /** People only. */
  role: z.string().nullable(),
  photoUrl: z.string().nullable(),
  hiredOn: z.string().nullable(),
  leftOn: z.string().nullable(),
  movedFrom: z.string().nullable(),
});
export type LeaderboardRow = z.infer<typeof leaderboardRow>;

/** The viewer's own place among everybody in the scope. */
export const ownPlace = z.object({
  rank: z.number().int().nullable(),
  /** Entries with a rank. */
  of: z.number().int(),
  name: z.string(),
  /** Null also of the own unit where that would be the figure of a few others. */
  value: figure,
  /** To the next better place, in the unit of the board; null on the first. */
  gapToNext: figure,
  /** Of everybody with a rank; null for fewer than five, and for ratios. */
  average: figure,
  /** The own rank in every unit above at once, from the own unit up to the root; null: without a rank there. */
  scopes: z.array(
    z.object({
      unitId: z.string(),
      unitName: z.string(),
      rank: z.number().int().nullable(),
      of: z.number().int(),
    }),
  ),
  /** As many places above and below as the company opened. */
  neighbours: z.array(
    z.object({ rank: z.number().int().nullable(), name: z.string(), value: figure, attainment: figure }),
  ),
});
export type OwnPlace = z.infer<typeof ownPlace>;

/** `GET /api/leaderboard` */
export const leaderboardAnswer = z.object({
  /** The published instant (UTC) that the figures speak of, and its version. */
  asOf: z.string(),
  version: z.number().int(),
  /** The member ranked, `headline` resolved. */
  metric: z.string(),
  title: words,
  format: figureFormat,
  currency: z.string(),
  /** False: the source does not have what this metric needs; rows are empty. */
  mapped: z.boolean(),
  /** True when targets can exist for this metric. */
  hasTargets: z.boolean(),
  measure: leaderboardMeasure,
  entry: z.string(),
  attribution,
  scope: z.object({
    id: z.string(),
    name: z.string(),
    type: z.string().nullable(),
    depth: z.number().int(),
    path: z.string(),
    /** From the root down to the scope. */
    ancestors: z.array(z.object({ id: z.string(), name: z.string(), type: z.string().nullable() })),
  }),
  /** Business days, both inclusive: to date is `from`…`to`, the whole period `from`…`end`. */
  window: z.object({
    kind: leaderboardWindow,
    from: z.string(),
    to: z.string(),
    end: z.string(),
    workingDays: z.number().int(),
    /** Closed ones: today does not count. */
    workingDaysElapsed: z.number().int(),
    /** Today counts when it is one. */
    workingDaysLeft: z.number().int(),
    /** Share of the period's working days that are closed (时间进度). */
    timeProgress: figure,
  }),
  /** What ranks are compared with; null when the window began today and `vs=today`. */
  baseline: z
    .object({
      kind: baselineKind,
      from: z.string(),
      to: z.string(),
      /** Local moment up to which events count. */
      until: z.string(),
    })
    .nullable(),
  /** Entries on the board before `limit`; of these with a rank. */
  population: z.number().int(),
  ranked: z.number().int(),
  /** The scope as a whole. */
  total: z.object({
    value: figure,
    baselineValue: figure,
    target: figure,
    attainment: figure,
    gap: figure,
    /** gap ÷ working days left; null when none is left or the target is met. */
    requiredPerWorkingDay: figure,
    /** Should stand here by now: spread over working days, as configured. */
    targetToDate: figure,
  }),
  rows: z.array(leaderboardRow),
  /** On the baseline's board, no longer on this one. */
  left: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      path: z.string(),
      rank: z.number().int().nullable(),
      value: figure,
    }),
  ),
  /** Where the viewer stands over everybody, whatever they may see of it; null: not on this board. */
  me: ownPlace.nullable(),
});
export type LeaderboardAnswer = z.infer<typeof leaderboardAnswer>;
