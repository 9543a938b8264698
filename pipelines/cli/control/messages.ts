import { z } from 'zod';

/** One line of an answer: any number of `progress`, then one `result` or `error`. */
export const controlMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), text: z.string() }),
  z.object({ type: z.literal('result'), value: z.unknown() }),
  z.object({
    type: z.literal('error'),
    code: z.string().nullable(),
    message: z.string(),
    facts: z.record(z.string(), z.unknown()),
  }),
]);
export type ControlMessage = z.infer<typeof controlMessage>;
