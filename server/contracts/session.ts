import { z } from 'zod';

export const role = z.enum(['administrator', 'analyst', 'manager', 'rep']);
export const ability = z.enum(['admin', 'data', 'explain', 'export', 'rows', 'targets']);

/** The people of the demo, one of each kind of view. */
export const demoPerson = z.enum(['executive', 'regional_manager', 'team_lead', 'rep', 'analyst']);
export type DemoPerson = z.infer<typeof demoPerson>;

/** Who looks at the screen. */
export const caller = z.object({
  kind: z.enum(['account', 'guest', 'wall', 'open']),
  login: z.string(),
  name: z.string(),
  roles: z.array(role),
  abilities: z.array(ability),
  /** The employee in the CRM. */
  personId: z.string().nullable(),
  homeUnitId: z.string().nullable(),
  seesEverything: z.boolean(),
  /** Neither an employee of the CRM nor on any unit: there is nothing to see. */
  standsNowhere: z.boolean(),
  isReadOnly: z.boolean(),
  hasPassword: z.boolean(),
  /** The administrator who looks through this person's eyes. */
  lookingFor: z.object({ name: z.string(), login: z.string() }).nullable(),
  /** Goes back in the header `x-csrf-token` of every change. */
  csrfToken: z.string().nullable(),
});
export type CallerAnswer = z.infer<typeof caller>;

/** `GET /api/session`; also what signing in and out answer. */
export const sessionAnswer = z.object({
  mode: z.enum(['accounts', 'demo', 'none']),
  caller: caller.nullable(),
  /** The company's own sign-in, when there is one. */
  provider: z.object({ name: z.string() }).nullable(),
  demo: z.array(z.object({ who: demoPerson, name: z.string(), unit: z.string() })),
});
export type SessionAnswer = z.infer<typeof sessionAnswer>;

/** `POST /api/session` */
export const signInRequest = z.strictObject({
  login: z.string().min(1).max(200),
  password: z.string().min(1).max(1000),
});
/** `POST /api/session/demo` */
export const demoRequest = z.strictObject({ who: demoPerson });
/** `POST /api/session/view-as`; null: one's own eyes again. */
export const viewAsRequest = z.strictObject({ accountId: z.string().nullable() });
/** `POST /api/session/password-link`: whose link it is, or, with a password, sets it and signs in. */
export const passwordLinkRequest = z.strictObject({
  secret: z.string().min(1).max(200),
  password: z.string().max(1000).optional(),
});
export const passwordLinkAnswer = z.object({ login: z.string(), name: z.string() });
export type PasswordLinkAnswer = z.infer<typeof passwordLinkAnswer>;
/** `POST /api/session/wall` */
export const wallRequest = z.strictObject({ secret: z.string().min(1).max(200) });
/** `pages` as the wall's address writes them. */
export const wallAnswer = z.object({ unitId: z.string(), pages: z.string() });
export type WallAnswer = z.infer<typeof wallAnswer>;
