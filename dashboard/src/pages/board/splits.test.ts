import { expect, test } from 'vitest';
import { chooseSplit } from './splits.ts';

const mapped = new Set(['sales.product_category', 'sales.customer_industry', 'leads.source']);

test('offers what the source has, and opens at the first of it', () => {
  expect(chooseSplit(mapped, 'sales', null)).toEqual({
    offered: ['product_category', 'customer_industry'],
    chosen: 'product_category',
  });
});

test('keeps the choice of the address unless the source lacks it', () => {
  expect(chooseSplit(mapped, 'sales', 'customer_industry').chosen).toBe('customer_industry');
  expect(chooseSplit(mapped, 'sales', 'province').chosen).toBe('product_category');
});

test('has nothing to offer where nothing is mapped', () => {
  expect(chooseSplit(new Set(), 'sales', 'province')).toEqual({ offered: [], chosen: null });
});
