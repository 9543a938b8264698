import { expect, test } from 'vitest';
import { openingClauses, type OpeningFacts } from './opening.ts';
import type { UnitRow } from './unit-rows.ts';

const unit = (name: string, progressGap: number | null): UnitRow => ({
  id: name,
  name,
  target: 1,
  actual: 1,
  attainment: 0.5,
  timeProgress: 0.7,
  progressGap,
  tone: 'none',
});

const facts = (patch: Partial<OpeningFacts>): OpeningFacts => ({
  attainment: 0.784,
  progressGap: 0.074,
  actual: 4703,
  actualThen: 4000,
  isRunning: true,
  units: [],
  watched: [],
  winRate: { now: null, then: null, records: 90 },
  ...patch,
});

const kinds = (patch: Partial<OpeningFacts>) => openingClauses(facts(patch)).map((clause) => clause.kind);

test('says where the unit stands, who is behind and what stands out', () => {
  const clauses = openingClauses(
    facts({
      units: [unit('Nanjing', -0.121), unit('Suzhou', 0.068)],
      watched: [
        { key: 'newCustomers', now: 69, then: 100, records: 90 },
        { key: 'created', now: 95, then: 100, records: 90 },
      ],
      winRate: { now: 0.316, then: 0.298, records: 90 },
    }),
  );
  expect(clauses).toMatchObject([
    { kind: 'ahead', attainment: 0.784, gap: 0.074 },
    { kind: 'worst', unit: { name: 'Nanjing' }, gap: 0.121 },
    { kind: 'fewer', key: 'newCustomers' },
    { kind: 'winRateUp' },
  ]);
});

test('a target that is reached is simply met; a closed period that fell short is missed', () => {
  expect(kinds({ attainment: 1.02 })).toEqual(['met']);
  expect(kinds({ attainment: 0.9, isRunning: false })).toEqual(['missed']);
});

test('without a target it tells the figure and its change, never an attainment', () => {
  expect(openingClauses(facts({ attainment: null, progressGap: null }))).toEqual([
    { kind: 'actual', actual: 4703, change: 4703 / 4000 - 1 },
  ]);
});

test('half a point is on pace, three points behind is not worth naming a unit', () => {
  expect(kinds({ progressGap: -0.004 })).toEqual(['onPace']);
  expect(kinds({ units: [unit('a', -0.029), unit('b', 0.1)] })).toEqual(['ahead']);
  expect(kinds({ units: [unit('a', 0), unit('b', 0.1)] })).toEqual(['ahead', 'allOnPace']);
});

test('own people are no unit to be named as worst', () => {
  expect(kinds({ units: [{ ...unit('', -0.7), id: null }, unit('a', 0.1), unit('b', 0.1)] })).toEqual([
    'ahead',
    'allOnPace',
  ]);
});

test('says nothing about changes from nothing', () => {
  expect(
    kinds({
      watched: [{ key: 'won', now: 3, then: 0, records: 90 }],
      winRate: { now: 0.3, then: null, records: 90 },
    }),
  ).toEqual(['ahead']);
});

test('a handful of deals is too thin to speak of', () => {
  const thin = { now: 5, then: 2, records: 2 };
  expect(kinds({ watched: [{ key: 'won', ...thin }], winRate: { now: 1, then: 0.5, records: 9 } })).toEqual([
    'ahead',
  ]);
});

test('says nothing at all when nothing is known', () => {
  expect(kinds({ attainment: null, actual: null })).toEqual([]);
});
