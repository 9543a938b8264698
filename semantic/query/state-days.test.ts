import { describe, expect, it } from 'vitest';
import { pipeline } from '../cubes/pipeline.ts';
import { PIPELINE_CHANGES } from '../cubes/pipeline-changes.ts';
import { sales } from '../cubes/sales.ts';
import type { CubeQuery } from './cube-query.ts';
import { settleState } from './state-days.ts';

const PIPELINE = pipeline([]);
// Thursday
const ground = { weekStarts: 'monday', fiscalYearStart: 4, today: '2025-03-20' } as const;
const open = { measures: ['pipeline.open_count'] };

function asOf(time: { dateRange?: string[]; granularity?: string }): CubeQuery {
  return { ...open, timeDimensions: [{ dimension: 'pipeline.as_of', ...time }] };
}

/** The days that the query's last filter names. */
function days(query: CubeQuery, declaration = PIPELINE): unknown {
  const last = settleState(query, declaration, ground).filters?.at(-1);
  return last !== undefined && 'values' in last ? last.values : last;
}

describe('a state', () => {
  it('is today’s when nobody names a day', () => {
    expect(days(open)).toEqual(['2025-03-20']);
  });

  it('is that of the last day of a range, and never of a day to come', () => {
    expect(days(asOf({ dateRange: ['2025-01-01', '2025-01-31'] }))).toEqual(['2025-01-31']);
    expect(days(asOf({ dateRange: ['2025-03-01', '2025-03-31'] }))).toEqual(['2025-03-20']);
    expect(days(asOf({ dateRange: ['2025-04-01', '2025-04-30'] }))).toEqual(['2025-04-30']);
  });

  it('is that of the last day of each period, cut to the range', () => {
    const ask = (granularity: string, dateRange: string[]) => days(asOf({ granularity, dateRange }));
    expect(ask('month', ['2025-01-15', '2025-03-31'])).toEqual(['2025-01-31', '2025-02-28', '2025-03-20']);
    expect(ask('week', ['2025-03-05', '2025-03-18'])).toEqual(['2025-03-09', '2025-03-16', '2025-03-18']);
    expect(ask('fiscal_year', ['2023-06-01', '2025-03-31'])).toEqual(['2024-03-31', '2025-03-20']);
  });

  it('keeps its grouping and gives up its range, which the days replace', () => {
    const { timeDimensions } = settleState(
      asOf({ granularity: 'month', dateRange: ['2025-01-15', '2025-03-31'] }),
      PIPELINE,
      ground,
    );
    expect(timeDimensions).toEqual([{ dimension: 'pipeline.as_of', granularity: 'month' }]);
  });

  it('is never summed over days', () => {
    const several = {
      member: 'pipeline.as_of',
      operator: 'equals' as const,
      values: ['2025-01-31', '2025-02-28'],
    };
    expect(() => settleState({ ...open, filters: [several] }, PIPELINE, ground)).toThrow('several days');
    expect(() => settleState(asOf({ granularity: 'month' }), PIPELINE, ground)).toThrow('Name the range');
    const nested: CubeQuery = { ...open, filters: [{ or: [several] }] };
    expect(() => settleState(nested, PIPELINE, ground)).toThrow('named once');
    expect(() =>
      settleState(asOf({ granularity: 'day', dateRange: ['2015-01-01', '2025-01-01'] }), PIPELINE, ground),
    ).toThrow('shorter range');
  });
});

describe('the opening of a ledger', () => {
  const flows = { measures: ['pipeline_changes.opening'] };
  const others = { member: 'pipeline_changes.reason', operator: 'notEquals', values: ['opening'] };

  it('is that of the first day of each period, beside all changes', () => {
    const query: CubeQuery = {
      ...flows,
      timeDimensions: [
        { dimension: 'pipeline_changes.date', granularity: 'month', dateRange: ['2025-01-15', '2025-03-31'] },
      ],
    };
    expect(settleState(query, PIPELINE_CHANGES, ground)).toEqual({
      ...query,
      filters: [
        {
          or: [
            others,
            {
              ...{ member: 'pipeline_changes.date', operator: 'equals' },
              values: ['2025-01-15', '2025-02-01', '2025-03-01'],
            },
          ],
        },
      ],
    });
  });

  it('is nothing where the ledger is asked for from its beginning', () => {
    expect(settleState(flows, PIPELINE_CHANGES, ground).filters).toEqual([others]);
  });
});

describe('a state beside the events of a view', () => {
  const others = { member: 'sales.event', operator: 'notEquals', values: ['overdue'] };
  const range = { dimension: 'sales.date', dateRange: ['2025-01-01', '2025-03-31'] };

  it('is left out by a query that asks for none of its measures', () => {
    const query: CubeQuery = { measures: ['sales.won_count', 'sales.due_amount'], timeDimensions: [range] };
    expect(settleState(query, sales([]), ground).filters).toEqual([others]);
  });

  it('is that of the last day begun, beside all events, once it is asked for', () => {
    const query: CubeQuery = { measures: ['sales.overdue_amount'], timeDimensions: [range] };
    const day = { member: 'sales.date', operator: 'equals', values: ['2025-03-20'] };
    expect(settleState(query, sales([]), ground).filters).toEqual([{ or: [others, day] }]);
    const rows: CubeQuery = {
      dimensions: ['sales.record_id'],
      timeDimensions: [range],
      filters: [{ member: 'sales.event', operator: 'equals', values: ['overdue'] }],
    };
    expect(settleState(rows, sales([]), ground).filters?.at(-1)).toEqual({ or: [others, day] });
  });
});
