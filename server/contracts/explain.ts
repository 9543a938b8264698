import { z } from 'zod';
import { figureFormat, words } from './words.ts';

/** The query of `GET /api/explain`: a Cube query in JSON with one measure under filters, and which rows are wanted. */
export const explainQuery = z.strictObject({
  query: z.string().min(2).max(20_000),
  limit: z.coerce.number().int().min(1).max(500).default(20),
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
});

const figure = z.number().nullable();
const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One of the sums that a figure is made of; a row holds what it contributes under `id`. */
export const explainedPart = z.object({
  id: z.string(),
  /** The measure it belongs to. */
  measure: z.string(),
  title: words,
  format: figureFormat.nullable(),
  /** How the figure comes from what the rows contribute. */
  way: z.enum(['sum', 'count', 'distinct', 'mean', 'median', 'quantile', 'latest', 'earliest', 'values']),
  /** Null where it is no number, such as a moment. */
  value: figure,
});

/** A column of the company's CRM. */
export const sourceColumn = z.object({
  source: z.string(),
  kind: z.string(),
  entity: z.string(),
  /** `entity.column` of the canonical CRM. */
  column: z.string(),
  table: z.string(),
  /** The table's column, or the mapping's expression. */
  expression: z.string(),
});
export type SourceColumn = z.infer<typeof sourceColumn>;

/** `GET /api/explain`: where a figure comes from. Errors: 400 `invalid_query`, `unknown_member`; 403 `forbidden_member`. */
export const explainAnswer = z.object({
  asOf: z.string(),
  version: z.number().int(),
  currency: z.string(),
  measure: z.object({
    name: z.string(),
    title: words,
    description: words,
    format: figureFormat.nullable(),
    unit: z.string().nullable(),
    /** False: the sources do not have what it needs. */
    mapped: z.boolean(),
  }),
  /** The arithmetic in words and signs. */
  formula: words,
  value: figure,
  parts: z.array(explainedPart),
  /** What holds for every row, one condition each. */
  filters: z.array(words),
  /** Whose unit counts; null where no unit was asked for. */
  attribution: z.enum(['as_is', 'as_was']).nullable(),
  sql: z.object({
    text: z.string(),
    /** By position; null stands for a bound of the viewer's permissions. */
    parameters: z.array(value),
  }),
  /** Tables of the star that are read, and the columns of the sources that the figure is made of. */
  lineage: z.object({ tables: z.array(z.string()), sources: z.array(sourceColumn) }),
  /** When each source was last read to the end; null when it never was. */
  syncs: z.array(z.object({ source: z.string(), kind: z.string(), at: z.string().nullable() })),
  columns: z.array(
    z.object({
      name: z.string(),
      title: words,
      type: z.enum(['string', 'number', 'boolean', 'date', 'instant']),
    }),
  ),
  /** Of all rows those from `offset` on, the newest first; by column and by part. */
  rows: z.array(z.record(z.string(), value)),
  rowCount: z.number().int(),
  offset: z.number().int(),
});
export type ExplainAnswer = z.infer<typeof explainAnswer>;
