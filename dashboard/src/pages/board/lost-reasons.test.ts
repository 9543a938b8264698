import { expect, test } from 'vitest';
import { toRows } from '../../lib/figure-rows.ts';
import { lostReasons } from './lost-reasons.ts';

const members = { amount: 'sales.lost_amount', count: 'sales.lost_count', reason: 'sales.lost_reason' };
const row = (reason: string | null, amount: string | null, count: string) => ({
  'sales.lost_reason': reason,
  'sales.lost_amount': amount,
  'sales.lost_count': count,
});
const read = (...rows: ReturnType<typeof row>[]) => {
  const { rankedBy, rows: ranked } = lostReasons(toRows(rows), members);
  return [rankedBy, ranked.map((one) => one.reason)];
};

test('reasons are ranked by what was lost, those without an amount below', () => {
  expect(read(row('few', '9.00', '1'), row('unknown', null, '7'), row('many', '5.00', '8'))).toEqual([
    'amount',
    ['few', 'many', 'unknown'],
  ]);
});

test('where no amount is known they are ranked by deals', () => {
  expect(read(row('few', null, '1'), row(null, '0.00', '8'))).toEqual(['count', [null, 'few']]);
});
