import { expect, test } from 'vitest';
import { barOf, boardScale, drawsTargets } from './bar-geometry.ts';

const board = { domain: 1.25, largest: 200, elapsed: 0.6 };

test('the trough is the target, and a fill may pass it', () => {
  const bar = barOf({ value: 110, attainment: 1.1 }, board);
  expect(bar.trough).toBeCloseTo(0.8);
  expect(bar.fill).toBeCloseTo(0.88);
  expect(bar.state).toBe('reached');
});

test('the tick stands at the elapsed share of the target', () => {
  const bar = barOf({ value: 50, attainment: 0.5 }, board);
  expect(bar.tick).toBeCloseTo(0.48);
  expect(bar.state).toBe('behind');
  expect(barOf({ value: 70, attainment: 0.7 }, board).state).toBe('ahead');
});

test('without a target a bar is drawn against the largest value, without tick', () => {
  expect(barOf({ value: 50, attainment: null }, board)).toEqual({
    trough: 1,
    fill: 0.25,
    tick: null,
    state: 'untargeted',
  });
  expect(barOf({ value: null, attainment: null }, board).fill).toBe(0);
  expect(barOf({ value: 5, attainment: null }, { ...board, largest: 0 }).fill).toBe(0);
});

test('a refund below zero draws nothing, not a bar to the left', () => {
  expect(barOf({ value: -5, attainment: -0.1 }, board).fill).toBe(0);
});

const month = { kind: 'month', timeProgress: 0.6 };

test('the domain is the best attainment, from 1 to 1.4', () => {
  const domain = (...attainments: (number | null)[]) =>
    boardScale(
      attainments.map((attainment) => ({ value: 1, attainment })),
      month,
    ).domain;
  expect(domain(0.3)).toBe(1);
  expect(domain(1.2, null)).toBe(1.2);
  expect(domain(9)).toBe(1.4);
  expect(domain()).toBe(1);
});

test('the largest value ignores unknown ones', () => {
  const rows = [
    { value: null, attainment: null },
    { value: 7, attainment: null },
  ];
  expect(boardScale(rows, month)).toEqual({ domain: 1, largest: 7, elapsed: 0.6 });
});

test('a day has no elapsed share and is drawn by value, unless attainment is what it ranks', () => {
  expect(boardScale([], { kind: 'day', timeProgress: 0 }).elapsed).toBeNull();
  expect(drawsTargets({ measure: 'value', window: { kind: 'day' } })).toBe(false);
  expect(drawsTargets({ measure: 'attainment', window: { kind: 'day' } })).toBe(true);
  expect(drawsTargets({ measure: 'value', window: { kind: 'month' } })).toBe(true);
});
