import { z } from 'zod';

/** A unit of today's tree, closed ones included. `path` is `/root/…/own id/`; the root has depth 1. */
export const orgUnit = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string().nullable(),
  parentId: z.string().nullable(),
  depth: z.number().int(),
  path: z.string(),
  /** Position in the tree read from top to bottom. */
  sort: z.number().int(),
  isClosed: z.boolean(),
  /** People in post today in the unit and everything below it. */
  peopleCount: z.number().int(),
});
export type OrgUnit = z.infer<typeof orgUnit>;

/** A person where they sit today; who left sits where they last sat. */
export const orgPerson = z.object({
  id: z.string(),
  name: z.string(),
  unitId: z.string(),
  role: z.string().nullable(),
  photoUrl: z.string().nullable(),
  isActive: z.boolean(),
  hiredOn: z.string().nullable(),
  leftOn: z.string().nullable(),
  /** The unit they moved from last and the day, when they ever moved. */
  movedFrom: z.object({ unitId: z.string(), unitName: z.string(), on: z.string().nullable() }).nullable(),
});
export type OrgPerson = z.infer<typeof orgPerson>;

/** `GET /api/org` */
export const orgAnswer = z.object({
  asOf: z.string(),
  version: z.number().int(),
  rootId: z.string(),
  units: z.array(orgUnit),
  people: z.array(orgPerson),
});
export type OrgAnswer = z.infer<typeof orgAnswer>;
