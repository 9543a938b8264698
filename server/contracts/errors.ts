import { z } from 'zod';

/** The body of every answer that is not a success; `code` has a heading in docs/errors.md. */
export const errorAnswer = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    facts: z.record(z.string(), z.unknown()),
  }),
});
export type ErrorAnswer = z.infer<typeof errorAnswer>;
