import type { Measure } from './measure.ts';

/** What is open on a day (metrics.md §5), over the rows of \`o.deal_day\` of that day. */
export const OPEN_DEALS = `(select *, due < day as is_overdue from o.deal_day where state = 'open')`;

const money = (what: string): string =>
  `case when count(*) filter (${what}) = 0 then 0::decimal(18,2) else sum(amount) filter (${what}) end`;
const counted = (what: string): string => `coalesce(sum(n) filter (${what}), 0)`;

/**
 * Readings: weighted by today's probability of the stage then, each part of a deal to the cent; the age counts whole
 * days and each deal once.
 */
export const PIPELINE: readonly Measure[] = [
  { member: 'open_count', sql: counted('true'), needs: ['opportunity'] },
  { member: 'open_amount', sql: money('true'), needs: ['opportunity'] },
  {
    member: 'weighted_amount',
    sql: `case when count(*) = 0 then 0 else sum(round(amount * probability::decimal(11,10), 2)::decimal(18,2)) end`,
    needs: ['probability'],
  },
  { member: 'stalled_count', sql: counted('is_stalled'), needs: ['activity'] },
  { member: 'stalled_amount', sql: money('is_stalled'), needs: ['activity'] },
  { member: 'overdue_count', sql: counted('is_overdue'), needs: ['expected_close_on'] },
  { member: 'overdue_amount', sql: money('is_overdue'), needs: ['expected_close_on'] },
  {
    member: 'avg_age_days',
    sql: `avg(day - o.bday(created_at)) filter (n = 1)`,
    needs: ['opportunity'],
  },
  { member: 'push_count', sql: `coalesce(sum(pushes) filter (n = 1), 0)`, needs: ['expected_close_on'] },
];
