import { z } from 'zod';

/** Rows that one answer holds at most; a query without a limit gets `DEFAULT_LIMIT`. */
export const ROW_LIMIT = 50_000;
export const DEFAULT_LIMIT = 10_000;

const member = z.string().max(200);
const value = z.union([z.string().max(500), z.number(), z.boolean(), z.null()]);

const OPERATORS = [
  ...(['equals', 'notEquals', 'contains', 'notContains', 'startsWith', 'notStartsWith', 'endsWith'] as const),
  ...(['notEndsWith', 'gt', 'gte', 'lt', 'lte', 'set', 'notSet', 'inDateRange', 'notInDateRange'] as const),
  ...(['beforeDate', 'beforeOrOnDate', 'afterDate', 'afterOrOnDate'] as const),
] as const;

const condition = z.strictObject({
  member,
  operator: z.enum(OPERATORS),
  values: z.array(value).max(1_000).optional(),
});

export type Condition = z.infer<typeof condition>;
export type Filter = Condition | { or: Filter[] } | { and: Filter[] };

const filter: z.ZodType<Filter> = z.union([
  condition,
  z.strictObject({
    get or() {
      return z.array(filter).min(1).max(100);
    },
  }),
  z.strictObject({
    get and() {
      return z.array(filter).min(1).max(100);
    },
  }),
]);

const direction = z.enum(['asc', 'desc']);

/** A query in Cube's own language, as far as Treeline speaks it. */
export const cubeQuerySchema = z.strictObject({
  measures: z.array(member).max(50).optional(),
  dimensions: z.array(member).max(50).optional(),
  timeDimensions: z
    .array(
      z.strictObject({
        dimension: member,
        granularity: z.string().max(50).nullish(),
        dateRange: z.union([z.string().max(100), z.array(z.string().max(40)).min(1).max(2)]).optional(),
      }),
    )
    .max(10)
    .optional(),
  filters: z.array(filter).max(100).optional(),
  order: z.union([z.record(member, direction), z.array(z.tuple([member, direction]))]).optional(),
  limit: z.int().min(1).max(ROW_LIMIT).optional(),
  offset: z.int().min(0).optional(),
  timezone: z.string().max(100).optional(),
  ungrouped: z.boolean().optional(),
});

export type CubeQuery = z.infer<typeof cubeQuerySchema>;

/** Levels of lists and groups in a query: the stack of whoever reads it is not the client's to fill. */
export const MOST_DEPTH = 40;

export function isDeep(value: unknown, depth = MOST_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inside) => isDeep(inside, depth - 1));
}

/** Every condition of the filters, whatever joins them. */
export function conditionsOf(filters: readonly Filter[]): Condition[] {
  return filters.flatMap((filter) => {
    if ('and' in filter) return conditionsOf(filter.and);
    return 'or' in filter ? conditionsOf(filter.or) : [filter];
  });
}

/** Members that the rows are ordered by. */
export function orderNames(query: CubeQuery): string[] {
  if (query.order === undefined) return [];
  return Array.isArray(query.order) ? query.order.map(([name]) => name) : Object.keys(query.order);
}
