import { z } from 'zod';

/** The query of `GET /api/export.csv`; the answer is a file. Errors: those of the query, 413 `export_too_large`. */
export const exportQuery = z.strictObject({
  /** A Cube query in JSON. */
  query: z.string().min(2).max(20_000),
  /** `rows`: of a query for one figure, the rows that add up to it (`/api/explain`). */
  of: z.enum(['figures', 'rows']).default('figures'),
  /** Of the headings. */
  language: z.enum(['en', 'zh']).default('en'),
});
export type ExportQuery = z.infer<typeof exportQuery>;
