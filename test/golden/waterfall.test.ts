import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from './stack.ts';

const CONFIG = `
calendar: { timezone: Asia/Shanghai, holidays: none }
sources:
  crm:
    kind: files
    entities:
      org_unit: { from: units.csv, columns: { id: id, name: name, parent_id: parent } }
      employee: { from: people.csv, columns: { id: id, name: name, org_unit_id: unit } }
      pipeline_stage:
        from: stages.csv
        columns: { pipeline: { value: p }, id: id, name: id, rank: rank, kind: kind, probability: probability }
      opportunity:
        from: deals.csv
        columns:
          { id: id, owner_id: owner, stage_id: stage, amount: amount, created_at: created, closed_at: closed, expected_close_on: due }
      stage_change:
        from: moves.csv
        columns: { id: id, opportunity_id: deal, from_stage_id: from_stage, to_stage_id: to_stage, changed_at: at }
      record_change:
        from: audit.csv
        columns:
          { id: id, record_type: { value: opportunity }, record_id: deal, at: at, field: field, old_value: old, new_value: new }
`;

/**
 * The events of a March whose waterfall a vendor published. A is lost, B won, C lowered by 556,292 and moved to later in
 * March, D created and raised by 180,171, E pulled in from April. What must not show: F, due in April and pushed to
 * May, and the stages that D and E pass through.
 */
const FILES = {
  'units.csv': `id,name,parent
1,All,
2,East,1
3,West,1`,
  'people.csv': `id,name,unit
ann,Ann,2
bo,Bo,3`,
  'stages.csv': `id,rank,kind,probability
talk,1,open,0.2
offer,2,open,0.6
won,3,won,
lost,4,lost,`,
  'deals.csv': `id,owner,stage,amount,created,closed,due
A,ann,lost,271125,2026-01-10 09:00:00,2026-03-12 15:00:00,2026-03-20
B,ann,won,287487,2026-01-11 09:00:00,2026-03-18 15:00:00,2026-03-18
C,bo,offer,142655,2026-01-12 09:00:00,,2026-03-27
D,bo,offer,1682049,2026-03-03 09:00:00,,2026-03-30
E,ann,offer,149382,2026-02-01 09:00:00,,2026-03-25
F,bo,talk,50000,2026-02-02 09:00:00,,2026-05-05`,
  'moves.csv': `id,deal,from_stage,to_stage,at
1,A,talk,lost,2026-03-12 15:00:00
2,B,offer,won,2026-03-18 15:00:00
3,D,talk,offer,2026-03-16 10:00:00
4,E,talk,offer,2026-03-09 10:00:00`,
  'audit.csv': `id,deal,at,field,old,new
1,C,2026-03-05 10:00:00,amount,698947.00,142655.00
2,C,2026-03-06 10:00:00,expected_close_on,2026-03-10,2026-03-27
3,D,2026-03-17 10:00:00,amount,1501878.00,1682049.00
4,E,2026-03-09 10:00:00,expected_close_on,2026-04-15,2026-03-25
5,F,2026-03-10 10:00:00,expected_close_on,2026-04-20,2026-05-05`,
};

const FLOWS = [
  ...['opening', 'created', 'reopened', 'joined_scope', 'pulled_in', 'increased', 'decreased', 'pushed_out'],
  ...['left_scope', 'won', 'lost', 'deleted', 'closing'],
];
const MARCH = ['2026-03-01', '2026-03-31'];

describe('the waterfall that was published', () => {
  let folder: string;
  let stack: Stack;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'treeline-waterfall-'));
    for (const [name, text] of Object.entries({ ...FILES, 'treeline.yaml': CONFIG })) {
      await writeFile(path.join(folder, name), text);
    }
    stack = await startStack({
      configFile: path.join(folder, 'treeline.yaml'),
      env: {},
      warehouseFile: path.join(folder, 'treeline.duckdb'),
      asOf: new Date('2026-04-10T04:00:00Z'),
    });
  });

  afterAll(async () => {
    await stack.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function ask(more: { isDue?: boolean; granularity?: string; filters?: object[] } = {}) {
    const rows = await stack.load({
      measures: FLOWS.map((one) => `pipeline_changes.${one}`),
      timeDimensions: [
        {
          ...{ dimension: 'pipeline_changes.date', dateRange: MARCH },
          ...(more.granularity === undefined ? {} : { granularity: more.granularity }),
        },
        ...(more.isDue === false ? [] : [{ dimension: 'pipeline_changes.expected_close', dateRange: MARCH }]),
      ],
      filters: more.filters ?? [],
      ...(more.granularity === undefined ? {} : { order: { 'pipeline_changes.date': 'asc' } }),
    });
    return rows.map((row) =>
      Object.fromEntries(FLOWS.map((one) => [one, Number(row[`pipeline_changes.${one}`])])),
    );
  }

  const nothing = { reopened: 0, joined_scope: 0, left_scope: 0, deleted: 0 };

  it('comes out for what was due in March', async () => {
    expect(await ask()).toEqual([
      {
        ...nothing,
        opening: 1_257_559,
        created: 1_501_878,
        increased: 180_171,
        pulled_in: 149_382,
        pushed_out: 0,
        lost: 271_125,
        decreased: 556_292,
        won: 287_487,
        closing: 1_974_086,
      },
    ]);
  });

  it('knows no pulling in where everything is asked for, whenever it is due', async () => {
    expect(await ask({ isDue: false })).toEqual([
      {
        ...nothing,
        opening: 1_456_941, // and E, 149,382, and F, 50,000
        created: 1_501_878,
        increased: 180_171,
        pulled_in: 0,
        pushed_out: 0,
        lost: 271_125,
        decreased: 556_292,
        won: 287_487,
        closing: 2_024_086,
      },
    ]);
  });

  it('shows who joins a stage to whoever asks for the stage', async () => {
    const inOffer = { member: 'pipeline_changes.stage', operator: 'equals', values: ['offer'] };
    const [offer] = await ask({ isDue: false, filters: [inOffer] });
    // D at what it was worth before it was raised, and E
    expect(offer?.['joined_scope']).toBe(1_501_878 + 149_382);
  });

  it('adds up in every week, unit and stage, and each week opens where the last one closed', async () => {
    const units = ['2', '3'].map((id) => [
      { member: 'pipeline_changes.org_l2_id', operator: 'equals', values: [`crm:${id}`] },
    ]);
    for (const filters of [[], ...units]) {
      for (const isDue of [true, false]) {
        const weeks = await ask({ isDue, granularity: 'week', filters });
        for (const [nth, week] of weeks.entries()) {
          const of = (name: string): number => week[name] ?? Number.NaN;
          const comes = ['opening', 'created', 'reopened', 'joined_scope', 'pulled_in', 'increased'].map(of);
          const goes = ['decreased', 'pushed_out', 'left_scope', 'won', 'lost', 'deleted'].map(of);
          const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);
          expect(sum(comes) - sum(goes)).toBeCloseTo(of('closing'), 6);
          const before = weeks[nth - 1];
          if (before !== undefined) expect(of('opening')).toBe(before['closing']);
        }
      }
    }
  });

  it('closes at what was open that day', async () => {
    const [row] = await stack.load({
      measures: ['pipeline.open_amount', 'pipeline.open_count'],
      timeDimensions: [
        { dimension: 'pipeline.as_of', dateRange: ['2026-03-31', '2026-03-31'] },
        { dimension: 'pipeline.expected_close', dateRange: MARCH },
      ],
    });
    expect(Number(row?.['pipeline.open_amount'])).toBe(1_974_086);
    expect(Number(row?.['pipeline.open_count'])).toBe(3);
  });
});
