import { expect, test } from 'vitest';
import { splitTitle } from './KpiTiles.tsx';

test('what stands in brackets becomes the note in the corner', () => {
  expect(splitTitle('Win rate (closed in period)')).toEqual(['Win rate', 'closed in period']);
  expect(splitTitle('成交周期(中位数)')).toEqual(['成交周期', '中位数']);
  expect(splitTitle('Deals won')).toEqual(['Deals won', null]);
});
