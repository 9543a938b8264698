import type { Measure } from './measure.ts';
import { counted, last, ratio } from './sales.ts';

const sum = (event: string, what = 'amount'): string =>
  `coalesce(sum(${what}) filter (event = '${event}'), 0)::decimal(18,2)`;

/** The members of `sales` about money due and money that moved, over `o.sales`. */
export const PAYMENTS: readonly Measure[] = [
  { member: 'collected_amount', sql: sum('collected'), needs: ['payment|order'] },
  { member: 'collected_count', sql: counted(`event = 'collected'`), needs: ['payment|order'] },
  { member: 'repaid_amount', sql: sum('repaid'), needs: ['payment|order'] },
  { member: 'due_amount', sql: sum('receivable'), needs: ['payment'] },
  { member: 'due_collected_amount', sql: sum('receivable', 'settled'), needs: ['payment'] },
  {
    member: 'collection_rate',
    sql: ratio(sum('receivable', 'settled'), sum('receivable')),
    needs: ['payment'],
  },
  { member: 'overdue_amount', sql: sum('overdue'), needs: ['payment'] },
  { member: 'overdue_count', sql: counted(`event = 'overdue'`), needs: ['payment'] },
  { member: 'last_collected_at', sql: last(`event = 'collected'`), needs: ['payment|order'] },
];
