import { z } from 'zod';

import { SCALES } from './generate/world.ts';

/** What the parent asks of the CRM process (one JSON argument). */
export const crmRequestSchema = z.strictObject({
  dir: z.string(),
  seed: z.int(),
  scale: z.enum(SCALES),
  /** ISO instant of the generator's present; null = the clock's. */
  now: z.iso.datetime().nullable(),
  /** Preferred port; another free one is taken when it is in use. */
  port: z.int().nullable(),
  /** A client may not hold a transaction open for longer than this without saying anything. */
  patienceMs: z.number().positive(),
  /** Simulator's tempo; null = off. */
  tempo: z.number().positive().nullable(),
});
export type CrmRequest = z.infer<typeof crmRequestSchema>;

/** What the CRM process tells its parent. */
export const crmMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), done: z.number(), of: z.number(), what: z.string() }),
  z.strictObject({
    kind: z.literal('ready'),
    url: z.string(),
    port: z.int(),
    rows: z.record(z.string(), z.number()),
    reused: z.boolean(),
    ms: z.number(),
  }),
  z.strictObject({ kind: z.literal('warning'), message: z.string() }),
  z.strictObject({ kind: z.literal('failed'), message: z.string() }),
]);
export type CrmMessage = z.infer<typeof crmMessageSchema>;
