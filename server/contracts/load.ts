import { z } from 'zod';

/** Cube sends DECIMAL and BIGINT as text; the dashboard turns them into numbers in one place. */
export const loadValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type LoadValue = z.infer<typeof loadValue>;

/** `POST /cubejs-api/v1/load`, the part of Cube's answer that the dashboard reads. */
export const loadAnswer = z.looseObject({
  data: z.array(z.record(z.string(), loadValue)),
  lastRefreshTime: z.string().optional(),
});
export type LoadAnswer = z.infer<typeof loadAnswer>;

/** Cube's own error body (`/cubejs-api/v1/*` answers errors in Cube's form). */
export const loadError = z.looseObject({ error: z.string() });

/** One filter of a Cube query. */
export interface LoadFilter {
  member: string;
  operator: string;
  values?: string[];
}
/** A Cube query as clients send it. */
export interface LoadQuery {
  measures?: string[];
  dimensions?: string[];
  filters?: (LoadFilter | { or: LoadFilter[] } | { and: LoadFilter[] })[];
  timeDimensions?: {
    dimension: string;
    granularity?: string;
    dateRange?: string | [string, string];
  }[];
  order?: [string, 'asc' | 'desc'][] | Record<string, 'asc' | 'desc'>;
  limit?: number;
  offset?: number;
  timezone?: string;
}
