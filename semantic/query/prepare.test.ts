import { describe, expect, it } from 'vitest';
import { createModel, NOTHING_GIVEN } from '../schema/model.ts';
import { prepareQuery } from './prepare.ts';

const model = createModel(NOTHING_GIVEN, 1);
const ground = {
  ...model,
  timezone: 'Asia/Shanghai',
  weekStarts: 'monday',
  fiscalYearStart: 1,
  today: '2025-03-20',
} as const;
const prepare = (query: unknown, denied: string[] = []) =>
  prepareQuery(query, { denied, masked: [] }, ground);

function deep(levels: number): object {
  let filter: object = { member: 'sales.stage', operator: 'set' };
  for (let level = 0; level < levels; level += 1) filter = { or: [filter] };
  return filter;
}

describe('a query before Cube sees it', () => {
  it('asks for one row more, in the zone of the calendar, on dates of the publish', () => {
    const { query, limit } = prepare({
      measures: ['sales.won_count'],
      timeDimensions: [{ dimension: 'sales.date', dateRange: 'last month' }],
      limit: 5,
    });
    expect(limit).toBe(5);
    expect(query).toMatchObject({
      limit: 6,
      timezone: 'Asia/Shanghai',
      timeDimensions: [{ dimension: 'sales.date', dateRange: ['2025-02-01', '2025-02-28'] }],
    });
  });

  it('is not nested so deep that reading it fills the stack', () => {
    const ask = (levels: number) => () => prepare({ measures: ['sales.won_count'], filters: [deep(levels)] });
    expect(ask(15)).not.toThrow();
    for (const levels of [50, 20_000]) expect(ask(levels)).toThrow(/nested more than 40 deep/);
  });

  it('has no more conditions than can be planned, and one with as many values as it likes', () => {
    const ask = (...filters: object[]) => prepare({ measures: ['sales.won_count'], filters });
    const values = Array.from({ length: 500 }, (_none, at) => `s${at}`);
    const is = { member: 'sales.stage', operator: 'equals', values };
    expect(() => ask(is)).not.toThrow();
    expect(() => ask({ or: values.slice(0, 64).map(() => is) })).not.toThrow();
    expect(() => ask({ or: values.slice(0, 65).map(() => is) })).toThrow(/65 conditions/);
    expect(() => ask({ ...is, operator: 'contains' })).toThrow(/500 conditions/);
  });

  it('turns words into dates inside groups of filters, too', () => {
    const inRange = { member: 'sales.date', operator: 'inDateRange', values: ['this month'] };
    const { query } = prepare({ measures: ['sales.won_count'], filters: [{ or: [{ and: [inRange] }] }] });
    expect(query.filters?.slice(0, 1)).toEqual([
      { or: [{ and: [{ ...inRange, values: ['2025-03-01', '2025-03-31'] }] }] },
    ]);
  });

  it('is content with a fixed metric only where the filter always holds', () => {
    const metric = { member: 'targets.metric', operator: 'equals', values: ['won_amount'] };
    const ask = (more: object) => () => prepare({ measures: ['targets.actual'], ...more });
    expect(ask({ filters: [metric] })).not.toThrow();
    expect(ask({ filters: [{ and: [metric] }] })).not.toThrow();
    expect(ask({ dimensions: ['targets.metric'] })).not.toThrow();
    expect(ask({ filters: [{ or: [metric, { ...metric, values: ['revenue'] }] }] })).toThrow(
      /targets\.metric/,
    );
    expect(ask({ filters: [{ ...metric, values: ['won_amount', 'revenue'] }] })).toThrow(/targets\.metric/);
    expect(ask({ filters: [{ ...metric, operator: 'notEquals' }] })).toThrow(/targets\.metric/);
  });

  it.each([
    [{ measures: ['sales.date'] }, /sales\.date is not a measure/],
    [{ dimensions: ['sales.won_count'] }, /sales\.won_count is not a dimension/],
    [{ timeDimensions: [{ dimension: 'sales.stage' }] }, /sales\.stage is not a date/],
    [{ timeDimensions: [{ dimension: 'sales.date', granularity: 'decade' }] }, /no granularity decade/],
    [{ timeDimensions: [{ dimension: 'sales.date', dateRange: 'soon' }] }, /"soon" is not a range of dates/],
    [
      { timeDimensions: [{ dimension: 'sales.date', dateRange: ['2026-02-30', '2026-03-01'] }] },
      /not a range/,
    ],
    [{ timeDimensions: [{ dimension: 'sales.date', dateRange: 'last 9999 years' }] }, /not a range of dates/],
    [
      {
        measures: ['sales.won_count'],
        filters: [{ member: 'sales.date', operator: 'equals', values: ['2026-02-30'] }],
      },
      /not a date/,
    ],
    [{ dimensions: ['sales.date.decade'] }, /no granularity decade/],
    [
      {
        measures: ['sales.won_count'],
        filters: [{ member: 'sales.org_depth', operator: 'gt', values: ['x'] }],
      },
      /not a number/,
    ],
    [
      {
        measures: ['sales.won_count'],
        filters: [{ member: 'sales.org_depth', operator: 'contains', values: ['1'] }],
      },
      /no text/,
    ],
    [
      {
        measures: ['sales.won_count'],
        filters: [{ member: 'sales.stage', operator: 'afterDate', values: ['2025-01-01'] }],
      },
      /no date/,
    ],
    [
      { measures: ['sales.won_count'], filters: [{ member: 'sales.stage', operator: 'equals' }] },
      /has no values/,
    ],
    ...['contains', 'gt'].map((operator): [object, RegExp] => [
      { measures: ['sales.won_count'], filters: [{ member: 'sales.stage', operator, values: [null] }] },
      /compares with null/,
    ]),
    [
      {
        measures: ['sales.won_count'],
        filters: [{ member: 'sales.stage', operator: 'inDateRange', values: ['this month'] }],
      },
      /no date/,
    ],
    [
      {
        measures: ['sales.won_count'],
        filters: [{ member: 'sales.date', operator: 'inDateRange', values: [null] }],
      },
      /not a date/,
    ],
    [{ dimensions: ['sales.stage.month'] }, /sales\.stage is not a date/],
    [{ dimensions: ['sales.date.month.day'] }, /no granularity month\.day/],
    [{ dimensions: ['sales.stage'], order: { 'sales.stage.month': 'asc' } }, /sales\.stage is not a date/],
    [{ measures: ['sales.won_count'], order: [['sales.won_amount.x', 'asc']] }, /is not a date/],
    [{ measures: ['sales.won_count', 'sales.won_count'] }, /named twice/],
    [{ dimensions: ['sales.owner_id', 'sales.owner_id'] }, /named twice/],
    [{ measures: ['sales.won_count'], limit: 0 }, /limit/],
    ['[]', /cannot be read/],
    [[{ measures: ['sales.won_count'] }], /cannot be read/],
  ])('%j is refused', (query, reason) => {
    expect(() => prepare(query)).toThrow(reason);
  });

  it('does not name a denied member as the nearest', () => {
    expect(() => prepare({ measures: ['sales.won_amoun'] }, ['sales.won_amount'])).toThrow(
      /Did you mean (?!sales\.won_amount\?)/,
    );
  });
});
