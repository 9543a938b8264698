import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { openSemantic, openStar, SETTINGS } from '../fixture/star.ts';
import type { CubeQuery } from '../query/cube-query.ts';
import type { Semantic } from '../semantic.ts';

const ALL = { allowAll: true } as const;
const ZONES = ['UTC', 'Asia/Shanghai', 'America/New_York'];

let warehouse: Warehouse;
let semantic: Semantic;
let fiscal: Semantic;
const zoneBefore = process.env['TZ'];

beforeAll(async () => {
  warehouse = await openStar();
  semantic = await openSemantic(warehouse);
  const calendar = { ...SETTINGS.calendar, week_starts: 'sunday', fiscal_year_start: 4 } as const;
  fiscal = await openSemantic(warehouse, { settings: { calendar } });
});
afterEach(() => {
  if (zoneBefore === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zoneBefore;
});
afterAll(async () => {
  await Promise.all([semantic.close(), fiscal.close()]);
  await warehouse.close();
});

async function rows(query: CubeQuery, from: Semantic = semantic) {
  return (await from.query(query, ALL)).rows;
}

const won = (more: object): CubeQuery => ({ measures: ['sales.won_count'], ...more });
const between = (from: string, to: string, granularity?: string) => ({
  timeDimensions: [
    { dimension: 'sales.date', dateRange: [from, to], ...(granularity ? { granularity } : {}) },
  ],
});

describe.each(ZONES)('business dates in a process in %s', (zone) => {
  const first = async (query: CubeQuery) => (await rows(query))[0];

  it('stay on their day, whatever zone the query names', async () => {
    process.env['TZ'] = zone;
    expect(new Date(2025, 0, 1).getTimezoneOffset()).toBe(
      { UTC: 0, 'Asia/Shanghai': -480, 'America/New_York': 300 }[zone],
    );
    for (const timezone of ZONES) {
      const days = await rows({ ...won(between('2025-03-01', '2025-03-31', 'day')), timezone });
      const busy = days.filter((row) => row['sales.won_count'] !== '0').map((row) => row['sales.date.day']);
      expect(busy.map((day) => String(day).slice(0, 10))).toEqual([
        '2025-03-07',
        '2025-03-08',
        '2025-03-10',
        '2025-03-14',
      ]);
    }
  });

  it('belong to their month: the first and the last day are inside', async () => {
    process.env['TZ'] = zone;
    const reopened = async (from: string, to: string) =>
      (await first({ measures: ['sales.reopened_count'], ...between(from, to) }))?.['sales.reopened_count'];
    expect(await reopened('2025-03-01', '2025-03-31')).toBe('1');
    expect(await reopened('2025-02-01', '2025-03-01')).toBe('1');
    expect(await reopened('2025-02-01', '2025-02-28')).toBe('0');
    expect(await first(won(between('2025-03-14', '2025-03-14')))).toEqual({ 'sales.won_count': '1' });
    const after = { member: 'sales.date', operator: 'afterDate' as const, values: ['2025-03-10'] };
    expect(await first(won({ filters: [after] }))).toEqual({ 'sales.won_count': '1' });
  });

  it('cut at a local moment inside the day', async () => {
    process.env['TZ'] = zone;
    const until = (moment: string) => ({
      timeDimensions: [{ dimension: 'sales.at', dateRange: ['2025-03-14T00:00:00.000', moment] }],
    });
    expect(await first(won(until('2025-03-14T23:29:59.999')))).toEqual({ 'sales.won_count': '0' });
    expect(await first(won(until('2025-03-14T23:30:00.000')))).toEqual({ 'sales.won_count': '1' });
  });

  it('count from the business day of the publish, not from the clock', async () => {
    process.env['TZ'] = zone;
    const today = { timeDimensions: [{ dimension: 'targets.date', dateRange: 'today' }] };
    const filters = [{ member: 'targets.metric', operator: 'equals' as const, values: ['won_amount'] }];
    expect(await first({ measures: ['targets.actual'], filters, ...today })).toEqual({
      'targets.actual': '6.00',
    });
    expect(await first({ dimensions: ['freshness.as_of_date', 'freshness.as_of_local'] })).toEqual({
      'freshness.as_of_date': '2025-03-20T00:00:00.000',
      'freshness.as_of_local': '2025-03-20T18:00:00.000',
    });
  });
});

describe('the calendar of the company', () => {
  const starts = async (from: Semantic, granularity: string) => {
    const found = await rows(won(between('2025-03-01', '2025-03-31', granularity)), from);
    return Object.fromEntries(
      found.map((row) => [String(row[`sales.date.${granularity}`]).slice(0, 10), row['sales.won_count']]),
    );
  };

  it('begins weeks on Monday, or on Sunday', async () => {
    // won on Friday 7, Saturday 8, Monday 10 and Friday 14 March
    expect(await starts(semantic, 'week')).toMatchObject({ '2025-03-03': '2', '2025-03-10': '2' });
    expect(await starts(fiscal, 'week')).toMatchObject({ '2025-03-02': '2', '2025-03-09': '2' });
  });

  it('begins the fiscal year where the company does', async () => {
    expect(await starts(semantic, 'fiscal_year')).toEqual({ '2025-01-01': '4' });
    expect(await starts(fiscal, 'fiscal_year')).toEqual({ '2024-04-01': '4' });
    expect(await starts(fiscal, 'fiscal_quarter')).toEqual({ '2025-01-01': '4' });
  });
});
