import { expect, test } from 'vitest';
import type { MetricEntry } from '../../lib/catalogue.ts';
import { metricGroups, withChosen } from './metric-groups.ts';

const metric = (zh: string, mapped = true): MetricEntry => ({
  title: { en: zh, zh },
  description: { en: '', zh: '' },
  format: 'count',
  good: null,
  mapped,
});
const catalogue = new Map([
  ['sales.revenue', metric('销售额', false)],
  ['sales.won_count', metric('赢单数')],
  ['targets.attainment', metric('达成率')],
  ['activities.call_count', metric('电话量')],
]);

test('measures stand by view, what the source has first, the headline before all', () => {
  const groups = metricGroups(catalogue, 'zh', '业绩');
  expect(groups.map((group) => [group.name, group.options.map((option) => option.member)])).toEqual([
    ['own', ['headline']],
    ['sales', ['sales.won_count', 'sales.revenue']],
    ['activities', ['activities.call_count']],
  ]);
});

test('before the catalogue has come, and for a measure off the list, the choice is still shown', () => {
  const groups = metricGroups(undefined, 'zh', '业绩');
  expect(withChosen(groups, 'headline')).toBe(groups);
  expect(withChosen(groups, 'sales.won_count').at(-1)?.options[0]?.title).toBe('sales.won_count');
});
