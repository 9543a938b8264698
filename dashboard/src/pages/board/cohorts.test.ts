import { expect, test } from 'vitest';
import { toRows } from '../../lib/figure-rows.ts';
import { cohortsOf } from './cohorts.ts';

test('deals come before leads, whatever their number', () => {
  const rows = toRows([
    { 'funnel.record_type': 'lead', 'funnel.pipeline': 'lead' },
    { 'funnel.record_type': 'opportunity', 'funnel.pipeline': 'new_business' },
    { 'funnel.record_type': 'opportunity', 'funnel.pipeline': 'renewal' },
  ]);
  expect(cohortsOf(rows).map((cohort) => cohort.key)).toEqual([
    'opportunity/new_business',
    'opportunity/renewal',
    'lead/lead',
  ]);
});
