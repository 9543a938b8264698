import type { BaseDimension } from '@cubejs-backend/schema-compiler';
import { z } from 'zod';
import type { CubePackages } from './packages.ts';

/** What differs from Cube's own DuckDB dialect, and why: docs/adr and the README of this room. */
export function defineDialect({ compiler, duckdbDriver }: CubePackages, weekStarts: 'monday' | 'sunday') {
  class TypedFilter extends compiler.BaseFilter {
    /** Cube casts numbers to DOUBLE, which is inexact for money and slower for whole numbers. */
    override allocateCastParam(param: unknown): string {
      return this.query.paramAllocator.allocateParamsForQuestionString(this.castFor(param), [param]);
    }

    /** Cube escapes wildcards with a backslash, which DuckDB takes for one only when told. */
    override likeIgnoreCase(column: string, not: boolean, param: unknown, type: string): string {
      return `${super.likeIgnoreCase(column, not, param, type)} escape '\\'`;
    }

    private castFor(param: unknown): string {
      const { type } = this.definition();
      if (type === 'number') return /^-?\d+$/.test(String(param)) ? '?::bigint' : '?::decimal(28, 9)';
      if (type === 'boolean') return '?::boolean';
      if (type === 'time') return dated.safeParse(this.definition()).success ? '?::date' : '?::timestamp';
      return '?';
    }
  }

  /**
   * Business dates stay what they are: Cube would shift them by the zones of the query and of the process.
   * The query's zone only says what "today" is, and that is resolved before Cube sees it.
   */
  return class TreelineDialect extends duckdbDriver.DuckDBDriver.dialectClass() {
    override newFilter(filter: unknown) {
      return new TypedFilter(this, filter);
    }

    override convertTz(field: string): string {
      return `${field}::timestamp`;
    }

    override timeStampCast(value: string): string {
      return `${value}::timestamp`;
    }

    override dateTimeCast(value: string): string {
      return `${value}::timestamp`;
    }

    override inDbTimeZone(date: string): string {
      return date.replace(/Z$/, '');
    }

    /** Ends of ranges reach the last microsecond of a day. */
    override timestampPrecision(): number {
      return 6;
    }

    /** A DATE is compared with a DATE: through a TIMESTAMP DuckDB cannot skip row groups (1 ms against 40 ms). */
    override timeStampParam(timeDimension: BaseDimension): string {
      return storedAs(timeDimension) === 'date' ? '?::timestamp::date' : '?::timestamp';
    }

    override timeGroupedColumn(granularity: string, dimension: string): string {
      if (granularity !== 'week' || weekStarts === 'monday')
        return super.timeGroupedColumn(granularity, dimension);
      return `(date_trunc('week', ${dimension} + interval 1 day) - interval 1 day)`;
    }
  };
}

const dated = z.object({ meta: z.object({ stored: z.literal('date') }) });

const stored = z.object({ meta: z.object({ stored: z.string() }) });

function storedAs(timeDimension: BaseDimension): string | null {
  // a condition on a measure comes as a filter, which has no dimension
  if ('measure' in timeDimension && timeDimension.measure !== undefined) return null;
  const definition = stored.safeParse(timeDimension.dimensionDefinition());
  return definition.success ? definition.data.meta.stored : null;
}
