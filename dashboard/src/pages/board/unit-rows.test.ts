import { expect, test } from 'vitest';
import { toRows } from '../../lib/figure-rows.ts';
import { hasTargets, toneOf, unitRows } from './unit-rows.ts';

const row = (
  id: string | null,
  progressGap: string | null,
  actual: string | null,
  target: string | null,
) => ({
  'targets.org_l2_id': id,
  'targets.org_l2': id,
  'targets.target': target,
  'targets.actual': actual,
  'targets.attainment': null,
  'targets.time_progress': '0.7',
  'targets.progress_gap': progressGap,
});

const read = (...rows: ReturnType<typeof row>[]) =>
  unitRows(toRows(rows), 'targets.org_l2_id', 'targets.org_l2').map((unit) => unit.id);

test('the unit furthest behind stands first, own people last', () => {
  expect(read(row('a', '0.1', '5', '4'), row(null, '-0.2', '1', '9'), row('b', '-0.02', '3', '4'))).toEqual([
    'b',
    'a',
    null,
  ]);
});

test('units without a target stand below, the largest first; a unit with nothing at all is left out', () => {
  expect(
    read(
      row('none', null, '0.00', null),
      row('small', null, '1', null),
      row('big', null, '9', null),
      row('a', '0.5', '5', '4'),
    ),
  ).toEqual(['a', 'big', 'small']);
});

test('a gap of five points is where amber turns to alarm', () => {
  expect([toneOf(0), toneOf(-0.049), toneOf(-0.05), toneOf(null)]).toEqual([
    'good',
    'warning',
    'bad',
    'none',
  ]);
});

test('the row of nobody is no person', () => {
  const rows = toRows([
    { ...row('x', '-0.7', '0', '5'), 'targets.owner_id': 'unassigned', 'targets.owner_name': 'Unassigned' },
  ]);
  expect(unitRows(rows, 'targets.owner_id', 'targets.owner_name')[0]?.id).toBeNull();
});

test('without any target there is nothing to attain, and the largest stands first', () => {
  const rows = unitRows(
    toRows([row(null, null, '7', null), row('small', null, '1', null), row('big', null, '9', null)]),
    'targets.org_l2_id',
    'targets.org_l2',
  );
  expect(rows.map((unit) => unit.id)).toEqual(['big', 'small', null]);
  expect(hasTargets(rows)).toBe(false);
  expect(hasTargets([...rows, { ...rows[0]!, target: 4 }])).toBe(true);
});
