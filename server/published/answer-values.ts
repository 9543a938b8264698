import { z } from 'zod';
import type { AnswerRow } from '../semantic-port.ts';

const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i)
  .transform(Number);
const figureSchema = z.union([z.number(), decimal, z.null()]);
const textSchema = z.union([z.string(), z.null()]);
const flagSchema = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((text) => text === 'true'),
  z.null(),
]);

/** DECIMAL and BIGINT come as text and become numbers here, and only here; an empty text is refused, not 0. */
export function figureIn(row: AnswerRow, member: string): number | null {
  return parse(figureSchema, row, member);
}

export function textIn(row: AnswerRow, member: string): string | null {
  return parse(textSchema, row, member);
}

/** A text that the grain of the question guarantees. */
export function idIn(row: AnswerRow, member: string): string {
  return parse(z.string(), row, member);
}

export function flagIn(row: AnswerRow, member: string): boolean {
  return parse(flagSchema, row, member) ?? false;
}

/** A DATE, which Cube sends as midnight, as `YYYY-MM-DD`. */
export function dayIn(row: AnswerRow, member: string): string | null {
  return textIn(row, member)?.slice(0, 10) ?? null;
}

function parse<T>(schema: z.ZodType<T>, row: AnswerRow, member: string): T {
  const result = schema.safeParse(row[member]);
  if (!result.success) throw new Error(`unexpected ${typeof row[member]} in ${member}`);
  return result.data;
}
