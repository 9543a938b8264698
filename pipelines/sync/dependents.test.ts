import { expect, test } from 'vitest';
import type { Feed } from '../config/config.ts';
import { dependentsOf } from './dependents.ts';

function feed(entity: string): Feed {
  return {
    source: 's',
    entity,
    enriches: null,
    index: 0,
    optional: false,
    otherwise: false,
    from: entity,
    query: null,
    where: null,
    watermark: null,
    columns: [],
    at: [],
    file: 'treeline.yaml',
  };
}

test('a new order asks for its customer, seller and contract, and for its lines and shared credit', () => {
  const feeds = [
    'order',
    'customer',
    'employee',
    'contract',
    'order_line',
    'credit',
    'activity',
    'fx_rate',
  ].map(feed);
  expect(dependentsOf(new Set(['order']), feeds).map((one) => one.entity)).toEqual([
    'customer',
    'employee',
    'contract',
    'order_line',
    'credit',
  ]);
});
