import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { openSemantic, openStar, SETTINGS } from '../fixture/star.ts';
import { readGiven, readModel, type Model } from '../schema/model.ts';
import type { Semantic } from '../semantic.ts';
import type { CubeQuery } from './cube-query.ts';
import { prepareQuery } from './prepare.ts';

const ALL = { allowAll: true } as const;

let warehouse: Warehouse;
let semantic: Semantic;
let model: Model;

beforeAll(async () => {
  warehouse = await openStar();
  semantic = await openSemantic(warehouse);
  model = await warehouse.read(async (connection) => readModel(connection, await readGiven(connection), 1));
});
afterAll(async () => {
  await semantic.close();
  await warehouse.close();
});

function filtersOf(query: object): unknown[] {
  const { timezone, week_starts: weekStarts, fiscal_year_start: fiscalYearStart } = SETTINGS.calendar;
  const ground = { ...model, timezone, weekStarts, fiscalYearStart, today: '2025-03-20' };
  return prepareQuery(query, { denied: [], masked: [] }, ground).sent.filters ?? [];
}
const events = (...values: string[]) => ({ member: 'sales.event', operator: 'equals', values });

describe('the events that a measure reads', () => {
  it('are read from its own SQL, and from that of the measures it is made of', () => {
    const { eventsRead } = model;
    expect(eventsRead.get('sales.won_amount')).toEqual(['won']);
    expect(eventsRead.get('sales.win_rate_strict')).toEqual(['due', 'lost', 'won']);
    expect(eventsRead.get('sales.won_amount_per_rep')).toEqual(['duty', 'won']);
    expect(eventsRead.get('activities.per_rep_per_working_day')).toEqual(['activity', 'duty', 'total']);
    expect(eventsRead.get('usage.feature_adoption')).toEqual(['active', 'used']);
    // a view without kinds of event
    expect(eventsRead.get('funnel.count')).toBeUndefined();
  });

  it('are known of every measure of the widest views', () => {
    for (const view of ['sales', 'activities', 'usage']) {
      const declared = model.declarations.find(({ name }) => name === view)?.measures ?? [];
      expect(declared.filter(({ name }) => !model.eventsRead.has(`${view}.${name}`))).toEqual([]);
    }
  });

  it('are all that happen to a record, where a measure asks for the last of them', async () => {
    const { rows } = await semantic.query({ dimensions: ['sales.event'] }, ALL);
    const modelled = await readFile('models/facts/fct_opportunity_event.sql', 'utf8');
    const [, ofDeals = ''] = /accepted_values: \{ column: event, values: \[([^\]]+)\]/.exec(modelled) ?? [];
    const known = [...ofDeals.split(', '), ...rows.map((row) => String(row['sales.event']))];
    const aside = ['due', 'duty', 'receivable', 'overdue'];
    const happened = [...new Set(known)].filter((one) => !aside.includes(one)).sort();
    expect(happened).toContain('disqualified');
    expect(model.eventsRead.get('sales.last_event_at')).toEqual(happened);
  });

  // the whole view, because the event itself is named, beside the rows of the measure's own events
  it.each(['sales', 'activities', 'usage'])('change no figure of %s', async (view) => {
    const dimensions = [`${view}.org_l2`, `${view}.customer_type`];
    const timeDimensions = [{ dimension: `${view}.date`, granularity: 'month' as const }];
    const whole = { member: `${view}.event`, operator: 'set' as const };
    for (const name of [...model.eventsRead.keys()].filter((one) => one.startsWith(`${view}.`))) {
      const ask = async (query: CubeQuery) => (await semantic.query(query, ALL)).rows;
      const range = { dateRange: ['2024-01-01', '2025-03-31'] };
      const asked = { measures: [name], dimensions, timeDimensions: [{ ...timeDimensions[0]!, ...range }] };
      const key = (row: Readonly<Record<string, unknown>>) =>
        JSON.stringify([...dimensions, `${view}.date.month`].map((one) => row[one]));
      const narrow = new Map((await ask(asked)).map((row) => [key(row), row[name] ?? null]));
      const wide = await ask({ ...asked, filters: [whole] });
      for (const row of wide) {
        const figure = row[name] ?? null;
        if (narrow.has(key(row))) expect([name, narrow.get(key(row))]).toEqual([name, figure]);
        else expect([name, Number(figure ?? 0)]).toEqual([name, 0]);
      }
      const known = new Set(wide.map(key));
      expect([...narrow.keys()].filter((one) => !known.has(one))).toEqual([]);
    }
  });
});

describe('a question', () => {
  it('leaves aside the events that none of its measures reads', () => {
    expect(filtersOf({ measures: ['sales.won_amount', 'sales.win_rate'] })).toEqual([events('won', 'lost')]);
    expect(
      filtersOf({
        measures: ['sales.won_count'],
        filters: [{ member: 'sales.revenue', operator: 'gt', values: [0] }],
      }),
    ).toContainEqual(events('won', 'paid'));
  });

  it('by people or units keeps those who were there on the last day, none after today', () => {
    const presence = (...days: string[]) => [
      events('won', 'duty'),
      {
        or: [
          { member: 'sales.event', operator: 'notEquals', values: ['duty'] },
          { member: 'sales.date', operator: 'equals', values: days },
        ],
      },
    ];
    const asked = (dateRange: string[], granularity?: string) =>
      filtersOf({
        measures: ['sales.won_count'],
        dimensions: ['sales.owner_name', 'sales.org_l3'],
        timeDimensions: [{ dimension: 'sales.date', dateRange, granularity }],
      });
    expect(asked(['2025-02-01', '2025-02-28'])).toEqual(presence('2025-02-28'));
    expect(asked(['2025-03-01', '2025-03-31'])).toEqual(presence('2025-03-20'));
    expect(asked(['2025-02-15', '2025-03-31'], 'month')).toEqual(presence('2025-02-28', '2025-03-20'));
    const byIndustry = { measures: ['sales.won_count'], dimensions: ['sales.owner_name', 'sales.source'] };
    expect(filtersOf(byIndustry)).toEqual([events('won')]);
  });

  it('by periods keeps those in which nothing happened while somebody was in post', async () => {
    const ask = async (filters: CubeQuery['filters'] = []) => {
      const { rows } = await semantic.query(
        {
          measures: ['sales.won_count'],
          timeDimensions: [
            { dimension: 'sales.date', dateRange: ['2025-03-01', '2025-03-31'], granularity: 'day' },
          ],
          filters,
          order: { 'sales.date': 'asc' },
        },
        ALL,
      );
      return rows.map((row) => row['sales.won_count']);
    };
    const days = await ask();
    expect(days).toHaveLength(20);
    expect(days).toContain('0');
    // a product has nobody in post
    expect((await ask([{ member: 'sales.product_id', operator: 'set' }])).length).toBeLessThan(20);
  });

  it('keeps everybody who was ever in post where it names no days, or names them twice', () => {
    const asked = (rest: object) =>
      filtersOf({ measures: ['sales.won_count'], dimensions: ['sales.owner_id'], ...rest });
    const everybody = events('won', 'duty');
    expect(asked({ timeDimensions: [{ dimension: 'sales.date', granularity: 'day' }] })).toEqual([everybody]);
    const march = { dimension: 'sales.date', dateRange: ['2025-03-01', '2025-03-10'] };
    const year = { member: 'sales.date', operator: 'inDateRange', values: ['2025-01-01', '2025-12-31'] };
    expect(asked({ timeDimensions: [march], filters: [year] })).toContainEqual(everybody);
    const weeks = { ...march, granularity: 'week' };
    expect(asked({ timeDimensions: [weeks], dimensions: ['sales.date'] })).toContainEqual(everybody);
    expect(asked({ timeDimensions: [march, march] })).toContainEqual(everybody);
    expect(asked({ filters: [{ or: [year] }] })).toContainEqual(everybody);
  });

  it('by people or units, of a state: its own day, and those who were there on it', async () => {
    const { rows } = await semantic.query(
      {
        measures: ['sales.overdue_amount', 'sales.collected_amount'],
        dimensions: ['sales.owner_id'],
        timeDimensions: [{ dimension: 'sales.date', dateRange: ['2025-03-01', '2025-03-31'] }],
      },
      ALL,
    );
    expect(rows.length).toBeGreaterThan(0);
  });

  it('keeps all rows where it names the event itself, and lists rows as before', () => {
    const named = [{ member: 'sales.event', operator: 'notEquals', values: ['lost'] }];
    expect(filtersOf({ measures: ['sales.won_count'], filters: named })).not.toContainEqual(events('won'));
    expect(filtersOf({ dimensions: ['sales.record_id'] })).not.toContainEqual(events('won'));
  });

  it('lists somebody in post without a deal, and nobody who had left by then', async () => {
    const ask = async (dateRange: string[]) => {
      const { rows } = await semantic.query(
        {
          measures: ['sales.won_count'],
          dimensions: ['sales.owner_id'],
          timeDimensions: [{ dimension: 'sales.date', dateRange }],
        },
        ALL,
      );
      return rows.map((row) => [row['sales.owner_id'], row['sales.won_count']]);
    };
    const inPost = await warehouse.read(async (connection) => {
      const reader = await connection.runAndReadAll(
        "select distinct owner_id from star.fct_employee_day where date = date '2025-03-20'",
      );
      return reader.getRows().map(([id]) => String(id));
    });
    const listed = await ask(['2025-03-20', '2025-03-31']);
    expect(inPost.length).toBeGreaterThan(0);
    expect(listed.map(([owner]) => owner).sort()).toEqual(inPost.sort());
  });

  it('is masked whatever cheaper twin there is', () => {
    const masked = ['sales.source'];
    const ground = { ...model, ...{ timezone: 'UTC', fiscalYearStart: 1, today: '2025-03-20' } };
    const prepare = (query: object) =>
      prepareQuery(query, { denied: [], masked }, { ...ground, weekStarts: 'monday' }).sent;
    const asked = { measures: ['sales.won_count'], dimensions: ['sales.source'] };
    expect(prepare(asked).dimensions).toEqual(['sales.source__masked']);
    const guess = { member: 'sales.source', operator: 'equals', values: ['web'] };
    expect(() => prepare({ ...asked, filters: [guess] })).toThrow(/masked/);
    expect(() => prepare({ ...asked, order: { 'sales.source': 'asc' } })).toThrow(/masked/);
  });

  it('asks the source of a deal without its customer, and says the same', async () => {
    const { sent } = prepareQuery(
      { measures: ['sales.won_count'], dimensions: ['sales.source'], order: { 'sales.source': 'asc' } },
      { denied: [], masked: [] },
      { ...model, ...{ timezone: 'UTC', weekStarts: 'monday', fiscalYearStart: 1, today: '2025-03-20' } },
    );
    expect(sent.dimensions).toEqual(['sales.source__own']);
    expect(sent.order).toEqual([['sales.source__own', 'asc']]);
    const bySource = async (measures: string[]) => {
      const { rows } = await semantic.query({ measures, dimensions: ['sales.source'] }, ALL);
      return rows
        .filter((row) => row['sales.won_count'] !== '0')
        .map((row) => [row['sales.source'], row['sales.won_count']])
        .sort();
    };
    const own = await bySource(['sales.won_count']);
    expect(own.length).toBeGreaterThan(1);
    expect(own).toEqual(await bySource(['sales.won_count', 'sales.revenue']));
  });
});
