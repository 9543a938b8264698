import { expect, test } from 'vitest';
import { sparklinePath } from './Sparkline.tsx';

test('goes from low to high across the box', () => {
  expect(sparklinePath([1, 3])).toBe('M0.0 25.0L100.0 3.0');
});

test('a missing value is a gap in the line', () => {
  expect(sparklinePath([1, null, 1])).toBe('M0.0 14.0M100.0 14.0');
});
