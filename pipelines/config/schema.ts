import { IANAZone } from 'luxon';
import { z } from 'zod';
import { fileFormatKeys } from './file-format.ts';
import { didYouMean } from './nearest.ts';

/** An object that refuses unknown keys and names the nearest known one. */
function strict<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys' || !Array.isArray(issue['keys'])) return undefined;
      const keys = issue['keys'].map(String);
      return keys.map((key) => `unknown key "${key}".${didYouMean(key, Object.keys(shape))}`).join(' ');
    },
  });
}

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day such as "08:00" (in quotes).');
const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'write a date such as 2026-01-31.');
const timezone = z
  .string()
  .refine((zone) => IANAZone.isValidZone(zone), 'not a time zone. Write an IANA name such as Asia/Shanghai.');
const currency = z.string().regex(/^[A-Z]{3}$/, 'write a currency as three capitals such as CNY.');

const calendar = strict({
  timezone: timezone.default('Asia/Shanghai'),
  week_starts: z.enum(['monday', 'sunday', 'saturday']).default('monday'),
  fiscal_year_start: z.int().min(1).max(12).default(1),
  holidays: z.union([z.enum(['CN', 'none']), z.array(isoDate)]).default('CN'),
  day_starts_at: clock.default('00:00'),
  working_hours: z.tuple([clock, clock]).default(['08:00', '20:00']),
  as_of: z
    .string()
    .regex(
      /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/,
      'write a date such as 2017-12-31, or an instant with its offset.',
    )
    .nullable()
    .default(null),
});

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** In a ready mapping: left out, and told, where the source does not have it. */
const optional = z.literal(true).optional();

const column = z.union(
  [
    z.string().min(1),
    strict({ sql: z.string().min(1), optional }),
    strict({ column: z.string().min(1), optional }),
    strict({ value: scalar.nullable() }),
  ],
  {
    error:
      'write the name of a source column, { sql: "expression" }, { column: name, optional: true } or { value: constant }.',
  },
);

const title = strict({ zh: z.string().optional(), en: z.string().optional() });

const extra = strict({
  type: z.enum(['text', 'integer', 'decimal', 'money', 'double', 'boolean', 'date', 'instant']),
  title: title.default({}),
  column: column.optional(),
  /** What it becomes in the views of its entity: something to group and filter by, or a sum. */
  as: z.enum(['dimension', 'measure']).default('dimension'),
});

const entityMapping = strict({
  /** Left out where the source does not have its table or one of its columns. */
  optional,
  /** Read only when an optional mapping of the same entity was left out. */
  otherwise: optional,
  /** The column of the entity by which its rows are found, where this mapping only adds columns to them. */
  enriches: z.string().min(1).optional(),
  from: z.string().min(1).optional(),
  query: z.string().min(1).optional(),
  where: z.string().min(1).optional(),
  key: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  watermark: z.union([z.string().min(1), strict({ sql: z.string().min(1) })]).optional(),
  columns: z.record(z.string(), column).default({}),
  values: z.record(z.string(), z.record(z.string(), scalar)).default({}),
  extra: z.record(z.string(), extra).default({}),
});

/** One mapping, a list of them that feed the same entity, or `none`: an entity of the preset that is not wanted. */
const entities = z.record(
  z.string(),
  z.preprocess(
    (value) => (value === null || value === 'none' ? [] : Array.isArray(value) ? value : [value]),
    z.array(entityMapping),
  ),
);

const sourceBase = {
  timezone: timezone.optional(),
  coordinates: z.enum(['wgs84', 'gcj02', 'bd09']).default('wgs84'),
  /** A ready mapping of pipelines/presets; what `entities` says comes before it. */
  preset: z.string().min(1).optional(),
  /** The source whose ids this one uses: its rows speak of that source's people and records. */
  ids_of: z.string().min(1).optional(),
  entities: entities.optional(),
};

const database = {
  ...sourceBase,
  statement_timeout_s: z.int().positive().default(600),
  /** The rate that reading is slowed down to; absent: as fast as it goes. */
  max_read_mb_per_s: z.number().positive().optional(),
  schema: z.string().min(1).optional(),
};

/** A file or pattern, or how its files are written too. */
const fileTable = z.preprocess(
  (value) => (typeof value === 'string' ? { path: value } : value),
  strict({ path: z.string().min(1), ...fileFormatKeys }),
);

const source = z.discriminatedUnion(
  'kind',
  [
    strict({ kind: z.literal('postgres'), url: z.string(), ...database }),
    strict({ kind: z.literal('mysql'), url: z.string(), ...database }),
    strict({
      kind: z.literal('demo'),
      url: z.string().optional(),
      ...database,
    }),
    strict({
      kind: z.literal('files'),
      path: z.string().min(1).default('.'),
      tables: z.record(z.string(), fileTable).default({}),
      ...fileFormatKeys,
      ...sourceBase,
    }),
  ],
  { error: 'kind must be postgres, mysql, files or demo.' },
);

/** Decisions about the borders of customer classes; what is left out stays as it was frozen at the first build. */
const thresholds = strict({
  active_net_revenue: z.number().optional(),
  quadrant_frequency: z.number().nonnegative().optional(),
  quadrant_ticket: z.number().nonnegative().optional(),
  churn_high: z.number().min(0).max(1).optional(),
  churn_low: z.number().min(0).max(1).optional(),
});

const role = z.enum(['administrator', 'analyst', 'manager', 'rep']);
const column_kinds = z.array(z.enum(['phone', 'address', 'amounts']));

const oidc = strict({
  issuer: z.url(),
  client_id: z.string().min(1),
  client_secret: z.string().min(1).optional(),
  /** What the button of the sign-in page says. */
  name: z.string().min(1).default('Single sign-on'),
  scope: z.string().min(1).default('openid profile email'),
  claims: strict({
    login: z.string().min(1).default('email'),
    name: z.string().min(1).default('name'),
    /** The employee's id in the source named by `ids_of`. */
    person: z.string().min(1).optional(),
    roles: z.string().min(1).optional(),
    units: z.string().min(1).optional(),
  }).prefault({}),
  /** A value of the roles claim → a role. */
  roles: z.record(z.string(), role).default({}),
  /** The source whose ids the person and units claims hold; without it they are taken as they are. */
  ids_of: z.string().min(1).optional(),
  /** Somebody without an account gets one. */
  create: z.boolean().default(false),
});

/** Kinds of columns by the role that they are kept from. */
const column_rules = strict({
  administrator: column_kinds.optional(),
  analyst: column_kinds.optional(),
  manager: column_kinds.optional(),
  rep: column_kinds.optional(),
});

const auth = strict({
  /** `none`: whoever reaches this machine sees everything; `demo`: a visitor looks, and becomes anybody by a click. */
  mode: z.enum(['accounts', 'none', 'demo']).default('accounts'),
  session: strict({
    idle_h: z.number().positive().default(24),
    absolute_h: z.number().positive().default(720),
  }).prefault({}),
  /** What a role may not see of any row. */
  hide: column_rules.prefault({}),
  /** What a role sees only in part: 138****5678, an address down to the district, an amount not as a figure. */
  mask: column_rules.prefault({}),
  audit_days: z.int().min(30).default(730),
  oidc: oidc.optional(),
});

/** The rankings that everybody may see, over everybody: names and totals, never rows. */
const leaderboard = strict({
  open: z
    .array(
      strict({
        /** `headline`, a measure such as `sales.won_amount`, or `*`. */
        metric: z.string().min(1).default('headline'),
        /** `person`, `type:<org type>`, `depth:<n>`, or `*`. */
        entry: z
          .string()
          .regex(
            /^(\*|person|type:.+|depth:[1-8])$/,
            'write person, type:<org type>, depth:<1 to 8> or "*".',
          ),
      }),
    )
    .default([]),
  /** Where a ranking is closed: how many places above and below the own one are shown. */
  neighbours: z.int().min(0).max(5).default(0),
});

export const configSchema = strict({
  warehouse: z.string().min(1).default('./data/treeline.duckdb'),
  calendar: calendar.prefault({}),
  currency: currency.default('CNY'),
  headline_metric: z.string().min(1).default('won_amount'),
  /** What the screens celebrate. */
  celebrate: z.enum(['won', 'first_order', 'payment']).default('won'),
  fx: strict({ max_age_days: z.int().nonnegative().default(7) }).prefault({}),
  visits: strict({ radius_m: z.number().positive().default(500) }).prefault({}),
  rfm: strict({
    window_days: z.int().positive().default(365),
    /** Whether orders of one customer on one day count as one order, or each. */
    same_day_orders: z.enum(['one', 'each']).default('one'),
  }).prefault({}),
  new_customer: strict({ min_amount: z.number().nonnegative().default(0) }).prefault({}),
  thresholds: thresholds.prefault({}),
  pipeline: strict({ stalled_days: z.int().positive().default(14) }).prefault({}),
  risk: strict({
    /** How many days a close may lie before the change that recorded it. */
    backdate_days: z.int().nonnegative().default(3),
  }).prefault({}),
  sync: strict({
    live: z.array(z.string()).default(['opportunity', 'stage_change', 'order']),
    live_every_ms: z.int().min(50).default(500),
    every_s: z.int().positive().default(60),
    /** Hours between comparisons of everything with the sources; 0: never by itself. */
    reconcile_every_h: z.int().nonnegative().default(24),
    overlap_s: z.int().nonnegative().default(30),
  }).prefault({}),
  server: strict({
    host: z.string().min(1).default('127.0.0.1'),
    port: z.int().min(0).max(65535).default(4700),
    /** The address that people use, where a reverse proxy stands in front: https://boards.example.com. */
    public_url: z.url().optional(),
    /** The proxy's X-Forwarded-* headers are believed. */
    trust_proxy: z.boolean().default(false),
  }).prefault({}),
  /** Where accounts, sessions and the audit are kept: a folder or postgres://…; null: beside the warehouse. */
  state: z.string().min(1).nullable().default(null),
  auth: auth.prefault({}),
  leaderboard: leaderboard.prefault({}),
  sources: z.record(
    z.string().regex(/^[a-z][a-z0-9_-]*$/, 'name a source in small letters, digits, - and _.'),
    source,
  ),
});

/** A file of pipelines/presets. */
export const presetSchema = strict({
  /** The zone of timestamps without one. */
  timezone: timezone.optional(),
  /** Where the CRM names its schema itself: the pattern of its name, as LIKE has it. */
  schema_like: z.string().min(1).optional(),
  /** Files by the names that the queries use; one that is not there is left out. */
  tables: z.record(z.string(), z.string().min(1)).default({}),
  entities,
});

export type ParsedConfig = z.infer<typeof configSchema>;
export type ParsedSource = ParsedConfig['sources'][string];
export type ParsedPreset = z.infer<typeof presetSchema>;
export type ParsedEntities = z.infer<typeof entities>;
export type ParsedMapping = z.infer<typeof entityMapping>;
export type ParsedColumn = z.infer<typeof column>;
