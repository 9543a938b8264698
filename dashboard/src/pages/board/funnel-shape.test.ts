import { expect, test } from 'vitest';
import { toRows } from '../../lib/figure-rows.ts';
import { funnelShape } from './funnel-shape.ts';

const step = (name: string, count: string) => ({
  'funnel_steps.step': name,
  'funnel_steps.count': count,
  'funnel_steps.step_rate': '0.5',
  'funnel_steps.cumulative_rate': '0.5',
  'funnel_steps.median_days': null,
});

test('each step is as wide as its count and leads into the next', () => {
  const steps = funnelShape(toRows([step('New', '100'), step('Won', '50')]));
  expect(steps.map((one) => one.clipPath)).toEqual([
    'polygon(0.00% 0, 100.00% 0, 75.00% 100%, 25.00% 100%)',
    'polygon(25.00% 0, 75.00% 0, 75.00% 100%, 25.00% 100%)',
  ]);
});

test('the first step has no step before it', () => {
  expect(funnelShape(toRows([step('New', '100')]))[0]?.stepRate).toBeNull();
});

test('a funnel of nobody has no shape', () => {
  expect(funnelShape(toRows([step('New', '0'), step('Won', '0')]))).toEqual([]);
});
