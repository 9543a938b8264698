import { z } from 'zod';
import { role } from './session.ts';

export const tokenScope = z.enum(['figures', 'export', 'data']);

export const sessionLine = z.object({
  id: z.string(),
  createdAt: z.string(),
  seenAt: z.string(),
  address: z.string(),
  agent: z.string(),
  isThis: z.boolean(),
});
export const tokenLine = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  scopes: z.array(tokenScope),
  createdAt: z.string(),
  expiresAt: z.string(),
  usedAt: z.string().nullable(),
});
export type TokenLine = z.infer<typeof tokenLine>;

/** `GET /api/account`: what belongs to the own account. */
export const accountAnswer = z.object({ sessions: z.array(sessionLine), tokens: z.array(tokenLine) });
export type AccountAnswer = z.infer<typeof accountAnswer>;

/** `POST /api/account/password` */
export const passwordRequest = z.strictObject({ current: z.string().max(1000), next: z.string().max(1000) });
/** `POST /api/account/tokens` */
export const tokenRequest = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(tokenScope).min(1),
  days: z.number().int().min(1).max(366),
});

/** A secret, shown this once. */
export const secretAnswer = z.object({ secret: z.string() });

export const standing = z.strictObject({
  unitId: z.string().min(1).max(200),
  kind: z.enum(['grant', 'member']),
});
export const adminAccount = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  roles: z.array(role),
  employeeId: z.string().nullable(),
  /** Name in the CRM, and the unit where the CRM has the person today. */
  person: z
    .object({ name: z.string(), unit: z.string().nullable(), isHead: z.boolean(), isActive: z.boolean() })
    .nullable(),
  followsCrm: z.boolean(),
  standings: z.array(standing.extend({ unit: z.string().nullable() })),
  isEnabled: z.boolean(),
  /** False: shut, or left the company. */
  hasAccess: z.boolean(),
  hasPassword: z.boolean(),
  createdAt: z.string(),
  signedInAt: z.string().nullable(),
});
export type AdminAccount = z.infer<typeof adminAccount>;
/** `GET /api/admin/accounts` */
export const adminAccountsAnswer = z.object({ accounts: z.array(adminAccount) });
export type AdminAccountsAnswer = z.infer<typeof adminAccountsAnswer>;

const changeable = {
  name: z.string().trim().min(1).max(200),
  roles: z.array(role).min(1),
  employeeId: z.string().min(1).max(200).nullable(),
  followsCrm: z.boolean(),
  isEnabled: z.boolean(),
  standings: z.array(standing).max(20),
};
/** `POST /api/admin/accounts`; the answer is a link by which the person sets a password. */
export const createAccountRequest = z.strictObject({
  login: z.string().min(1).max(200),
  name: changeable.name,
  roles: changeable.roles,
  employeeId: changeable.employeeId.default(null),
  standings: changeable.standings.default([]),
});
/** `PATCH /api/admin/accounts/:id` */
export const changeAccountRequest = z.strictObject(changeable).partial();

export const wallLine = z.object({
  id: z.string(),
  name: z.string(),
  unitId: z.string(),
  unit: z.string().nullable(),
  pages: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string(),
  usedAt: z.string().nullable(),
});
/** `GET /api/admin/wall-links` */
export const wallLinksAnswer = z.object({ links: z.array(wallLine) });
export type WallLinksAnswer = z.infer<typeof wallLinksAnswer>;
/** `POST /api/admin/wall-links` */
export const wallLinkRequest = z.strictObject({
  name: z.string().trim().min(1).max(100),
  unitId: z.string().min(1).max(200),
  /** As in a wall's address: `person/month,type:team/month`; empty: what suits the unit. */
  pages: z.string().max(1000).default(''),
  days: z.number().int().min(1).max(1000),
});
/** `GET /api/admin/tokens` */
export const tokensAnswer = z.object({ tokens: z.array(tokenLine) });
export type TokensAnswer = z.infer<typeof tokensAnswer>;

/** PostgreSQL has no year 0. */
const day = z.iso.date().refine((text) => !text.startsWith('0000'), 'a day after the year 0');

/** `GET /api/admin/audit` */
export const auditQuery = z.strictObject({
  text: z.string().max(200).optional(),
  action: z.string().max(40).optional(),
  from: day.optional(),
  to: day.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  offset: z.coerce.number().int().min(0).default(0),
});
export const auditAnswer = z.object({
  total: z.number().int(),
  entries: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      actor: z.string(),
      action: z.string(),
      subject: z.string(),
      detail: z.record(z.string(), z.unknown()),
      address: z.string(),
    }),
  ),
});
export type AuditAnswer = z.infer<typeof auditAnswer>;
