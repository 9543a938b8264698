import { expect, test } from 'vitest';
import type { Deal } from '../../../../server/contracts/events.ts';
import { tickerDeals } from './ticker-deals.ts';

const deal = (id: string, at: string): Deal => ({
  id,
  at,
  ownerId: 'crm:1',
  ownerName: '王芳',
  unitName: '杭州二组',
  unitPath: '/crm:1/',
  customerName: null,
  amount: 1,
});

test('what was heard and what is listed make one line, each deal once, newest first', () => {
  const heard = [deal('b', '2026-11-21T06:02:00Z')];
  const listed = [
    deal('b', '2026-11-21T06:02:00Z'),
    deal('a', '2026-11-21T06:01:00Z'),
    deal('c', '2026-11-21T06:03:00Z'),
  ];
  expect(tickerDeals(heard, listed, 8).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  expect(tickerDeals(heard, listed, 2).map(({ id }) => id)).toEqual(['c', 'b']);
});
