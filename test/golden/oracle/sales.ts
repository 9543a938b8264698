import { buildDealEvents } from './deal-events.ts';
import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';
import { buildOrderEvents } from './order-events.ts';
import { buildPostDays, withPlace } from './org-paths.ts';
import { buildPayments } from './payments.ts';

/**
 * Everything that happened, one row per event and credited person (metrics.md §3), and one per person and day in post.
 *
 * Readings: of what is overdue the table has every day, and a slice takes its last; a rep without a deal is somebody in
 * post on any day of the slice who is the main owner of no deal won in it.
 */
export async function buildSales(db: OracleDb): Promise<void> {
  await buildDealEvents(db);
  await buildOrderEvents(db);
  await buildPayments(db);
  await buildPostDays(db);
  await db.run(
    `create or replace table o.sales as ${withPlace(`
select event, ts, record, day, owner, fallback, amount, n, customer, industry, product, source, campaign, cycle_days,
  is_won_now, event = 'due' and day < (select today from o.setting) as is_overdue,
  false as is_first, false as is_kept, false as is_reactivation, null::date as first_paid_day, null::decimal(18,2) as settled
from o.deal_event
union all
select event, ts, record, day, owner, fallback, amount, n, customer, industry, product, source, null, null,
  false, false, is_first, is_kept, is_reactivation, null, null from o.order_event
union all
select 'signed', ts, record, day, owner, fallback, amount, n, customer, industry, null, source, null, null,
  false, false, false, false, false, first_paid_day, null from o.contract_event
union all
select event, ts, record, day, owner, fallback, amount, n, customer, industry, null, source, null, null,
  false, false, false, false, false, null, settled from o.money_event
union all
select 'post', null, null, day, person, null, null, 0, null, null, null, null, null, null,
  false, false, false, false, false, null, null from o.post_day`)}`,
  );
}

/**
 * Whom the suspicions speak of is no new customer in earnest: a merged customer one of whose registrations looks like an
 * earlier one of another, or that an employee's order seems to be.
 */
export async function markSuspects(db: OracleDb): Promise<void> {
  await db.run(`
update o.sales set is_kept = false where customer in (
  select mine.grp from o.alike a join o.customer_group mine on mine.customer = a.customer
  join o.customer_group theirs on theirs.customer = a.other where mine.grp <> theirs.grp
  union
  select g.grp from o.own_order w join o."order" r using ("order") join o.customer_group g on g.customer = r.customer)`);
}

const won = `event = 'won'`;
const lost = `event = 'lost'`;
const created = `event = 'created'`;
const paid = `event = 'paid'`;
const main = 'n = 1';
export const counted = (what: string): string => `coalesce(sum(n) filter (${what}), 0)`;
/** Nothing happened is 0; something whose worth nobody knows is null ("null is not 0"). */
const money = (what: string): string =>
  `case when count(*) filter (${what}) = 0 then 0::decimal(18,2) else sum(amount) filter (${what}) end`;
export const last = (what: string): string => `o.moment(max(ts) filter (${what}))`;
export const ratio = (above: string, below: string): string => `(${above})::double / nullif(${below}, 0)`;
const orders = `count(distinct record) filter (${paid} and ${main})`;
const signed = `event = 'signed'`;
const orderedIn30 = `${signed} and first_paid_day between day and day + 30`;
const reps = `count(distinct owner) filter (event = 'post')`;
const zeroReps = `len(list_filter(list(distinct owner) filter (event = 'post'),
  one -> not list_contains(coalesce(list(distinct owner) filter (${won} and ${main}), []), one)))`;
const strictOpen = `coalesce(sum(n) filter (is_overdue), 0)`;

/** Members of the view and what they are, as SQL over \`o.sales\`. */
export const SALES: readonly Measure[] = [
  { member: 'created_count', sql: counted(created), needs: ['opportunity'] },
  { member: 'created_amount', sql: money(created), needs: ['opportunity'] },
  { member: 'won_count', sql: counted(won), needs: ['opportunity'] },
  { member: 'won_amount', sql: money(won), needs: ['opportunity'] },
  { member: 'lost_count', sql: counted(lost), needs: ['opportunity'] },
  { member: 'lost_amount', sql: money(lost), needs: ['opportunity'] },
  {
    member: 'won_customer_count',
    sql: `count(distinct customer) filter (${won} and ${main})`,
    needs: ['opportunity'],
  },
  {
    member: 'win_rate',
    sql: ratio(counted(won), `${counted(won)} + ${counted(lost)}`),
    needs: ['opportunity'],
  },
  {
    member: 'win_rate_amount',
    sql: ratio(money(won), `${money(won)} + ${money(lost)}`),
    needs: ['opportunity'],
  },
  { member: 'created_won_count', sql: counted(`${created} and is_won_now`), needs: ['opportunity'] },
  {
    member: 'win_rate_cohort',
    sql: ratio(counted(`${created} and is_won_now`), counted(created)),
    needs: ['opportunity'],
  },
  {
    member: 'win_rate_strict',
    sql: ratio(counted(won), `${counted(won)} + ${counted(lost)} + ${strictOpen}`),
    needs: ['opportunity', 'expected_close_on'],
  },
  { member: 'avg_deal_size', sql: ratio(money(won), counted(won)), needs: ['opportunity'] },
  { member: 'avg_cycle_days', sql: `avg(cycle_days) filter (${won} and ${main})`, needs: ['opportunity'] },
  {
    member: 'median_cycle_days',
    sql: `quantile_cont(cycle_days, 0.5) filter (${won} and ${main})`,
    needs: ['opportunity'],
  },
  {
    member: 'p90_cycle_days',
    sql: `quantile_cont(cycle_days, 0.9) filter (${won} and ${main})`,
    needs: ['opportunity'],
  },
  { member: 'reopened_count', sql: counted(`event = 'reopened'`), needs: ['stage_change'] },
  { member: 'order_count', sql: orders, needs: ['order'] },
  { member: 'revenue', sql: money(paid), needs: ['order'] },
  { member: 'refund_amount', sql: money(`event = 'refund'`), needs: ['order'] },
  {
    member: 'net_revenue',
    sql: `${money(paid)} - ${money(`event = 'refund'`)}`,
    needs: ['order'],
  },
  { member: 'avg_order_value', sql: ratio(money(paid), orders), needs: ['order'] },
  {
    member: 'revenue_per_customer',
    sql: ratio(money(paid), `count(distinct customer) filter (${paid})`),
    needs: ['order'],
  },
  {
    member: 'new_customer_count',
    sql: `count(distinct customer) filter (is_first and ${main})`,
    needs: ['order'],
  },
  {
    member: 'validated_new_customer_count',
    sql: `count(distinct customer) filter (is_first and is_kept and ${main})`,
    needs: ['order'],
  },
  {
    member: 'reactivated_count',
    sql: `count(distinct record) filter (is_reactivation and ${main})`,
    needs: ['order'],
  },
  {
    member: 'signed_not_ordered_count',
    sql: counted(`${signed} and first_paid_day is null`),
    needs: ['contract', 'order'],
  },
  {
    member: 'first_order_rate',
    sql: ratio(counted(orderedIn30), counted(signed)),
    needs: ['contract', 'order'],
  },
  { member: 'overdue_open_count', sql: strictOpen, needs: ['opportunity', 'expected_close_on'] },
  { member: 'paying_customer_count', sql: `count(distinct customer) filter (${paid})`, needs: ['order'] },
  { member: 'signed_count', sql: counted(signed), needs: ['contract'] },
  { member: 'signed_amount', sql: money(signed), needs: ['contract'] },
  { member: 'signed_ordered_30d_count', sql: counted(orderedIn30), needs: ['contract', 'order'] },
  { member: 'rep_count', sql: reps, needs: [] },
  { member: 'rep_day_count', sql: `count(*) filter (event = 'post')`, needs: [] },
  { member: 'won_amount_per_rep', sql: ratio(money(won), reps), needs: ['opportunity'] },
  { member: 'revenue_per_rep', sql: ratio(money(paid), reps), needs: ['order'] },
  { member: 'zero_rep_count', sql: `coalesce(${zeroReps}, 0)`, needs: ['opportunity'] },
  {
    member: 'non_zero_rep_rate',
    sql: `1 - (${zeroReps})::double / nullif(${reps}, 0)`,
    needs: ['opportunity'],
  },
  { member: 'last_created_at', sql: last(created), needs: ['opportunity'] },
  { member: 'last_won_at', sql: last(won), needs: ['opportunity'] },
  { member: 'last_lost_at', sql: last(lost), needs: ['opportunity'] },
  { member: 'last_order_at', sql: last(paid), needs: ['order'] },
  { member: 'last_new_customer_at', sql: last('is_first'), needs: ['order'] },
  { member: 'last_refund_at', sql: last(`event = 'refund'`), needs: ['order'] },
  { member: 'last_signed_at', sql: last(signed), needs: ['contract'] },
  { member: 'last_event_at', sql: last(`event <> 'receivable'`), needs: [] },
];
