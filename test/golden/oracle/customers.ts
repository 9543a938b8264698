import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';

/**
 * One row per merged customer, as of today (metrics.md §9).
 *
 * Readings:
 * - the window of RFM, ABC and the rates is 365 days up to today; monetary and net revenue are the window's own
 *   revenue less the refunds made in it.
 * - an answer is a refusal or a two-way contact: a call that was taken, a visit or a meeting, with the customer or
 *   with one of its leads. The last one says whether it was a refusal.
 * - decline and growth compare revenue; decline needs something before, growth something now; gaps are between days
 *   with an order; the second order is the next day with one.
 * - the share before a customer is of the sum of all positive net revenues.
 */
export async function buildCustomers(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.answer as
select coalesce(g.grp, l.grp) as grp, a.ts, a.activity, a.outcome = 'refused' as is_refusal,
  (a.type = 'call' and a.outcome in ('connected', 'refused', 'done'))
    or (a.type in ('visit', 'meeting') and a.outcome is distinct from 'no_answer') as is_two_way
from o.activity a left join o.customer_group g using (customer) left join o.lead_customer l on l.lead = a.lead
where a.outcome is distinct from 'cancelled';

create or replace macro o.bought(whose, after_day, until_day) as
  (select coalesce(sum(p.orders), 0) from o.purchase p where p.grp = whose and p.day > after_day and p.day <= until_day);
create or replace macro o.spent(whose, after_day, until_day) as
  (select coalesce(sum(p.revenue), 0) from o.purchase p where p.grp = whose and p.day > after_day and p.day <= until_day);
create or replace macro o.given_back(whose, after_day, until_day) as
  (select coalesce(sum(b.amount), 0) from o.giveback b where b.grp = whose and b.day > after_day and b.day <= until_day);

create or replace table o.customer_facts as
select c.*, source, industry,
  o.bought(c.grp, day - 365, day) as order_count, o.spent(c.grp, day - 365, day) as revenue_365,
  o.given_back(c.grp, day - 365, day) as refund_365, o.bought(c.grp, day - 730, day - 365) as orders_before_365,
  o.spent(c.grp, day - 90, day) as spent_90, o.spent(c.grp, day - 180, day - 90) as spent_before_90,
  (select list(p.day order by p.day) from o.purchase p where p.grp = c.grp) as paid_days,
  (select arg_max(coalesce(a.is_refusal, false), (a.ts, a.activity)) from o.answer a
    where a.grp = c.grp and (a.is_refusal or a.is_two_way) and o.bday(a.ts) <= day) as is_refused,
  (select o.bday(max(a.ts)) from o.answer a where a.grp = c.grp and a.is_two_way and o.bday(a.ts) <= day) as contact
from o.customer_place c join o.setting on day = today join o.customer i on i.customer = c.grp;

create or replace table o.customers as
with known as (
  select *, revenue_365 - refund_365 as net, paid_days[1] as first_paid, paid_days[-1] as last_paid, day - paid_days[-1] as silent
  from o.customer_facts
), gaps as (
  select grp, median(gap) as usual from (select grp, unnest(paid_days[2:]) - unnest(paid_days[:-2]) as gap from known) group by grp
), scored as (
  select grp, silent as recency, days as frequency, net as monetary,
    1 + floor(5 * (select count(*) from known w where w.orders > 0 and w.silent > k.silent) / count(*) over ()) as r,
    1 + floor(5 * (select count(*) from known w where w.orders > 0 and w.days < k.days) / count(*) over ()) as f,
    1 + floor(5 * (select count(*) from known w where w.orders > 0 and w.net < k.net) / count(*) over ()) as m
  from known k where orders > 0
), segment as (
  select *, case when m > avg(m) over () then 'important_' else 'general_' end ||
    case when f > avg(f) over () then case when r > avg(r) over () then 'value' else 'keep' end
      else case when r > avg(r) over () then 'develop' else 'retain' end end as rfm_segment
  from scored
), ranked as (
  select grp, (select coalesce(sum(w.net), 0) from known w where w.net > k.net and w.net > 0)
    / (select nullif(sum(w.net), 0) from known w where w.net > 0) as share_before from known k
)
select k.* exclude (orders, days, ticket), s.recency, s.frequency, s.monetary, s.r, s.f, s.m, s.rfm_segment,
  orders is not null as is_buyer, coalesce(order_count, 0) > 1 as is_repeat, orders_before_365 > 0 as was_buyer,
  coalesce(first_paid <= day - 365, false) as is_old,
  case when net > 0 and share_before < 0.8 then 'A' when net > 0 and share_before < 0.95 then 'B' else 'C' end as revenue_abc,
  case when silent < 90 and order_count >= 2
      and net > (select median(w.net::double) from known w where w.orders > 0) then 'strong_active'
    when silent < 90 then 'recent' when silent is not null then 'strong_intent' when is_refused then 'no_intent'
    when day - contact < 90 then 'weak_intent' else 'untouched' end as stage,
  case when silent >= 365 then 'lost'
    when spent_before_90 > 0 and spent_90 <= 0.8 * spent_before_90 then 'decline'
    when len(paid_days) >= 3 and silent > 2 * usual then 'decline'
    when first_paid is null or day - first_paid < 30 then 'acquisition'
    when spent_90 > 0 and spent_90 >= 1.2 * spent_before_90 then 'growth'
    when day - first_paid < 180 and paid_days[2] - first_paid <= 90 then 'growth' else 'maturity' end as lifecycle
from known k left join gaps using (grp) left join segment s using (grp) left join ranked using (grp);
`);
}

const counted = (what: string): string => `count(*) filter (${what})`;
const ratio = (above: string, below: string): string => `(${above})::double / nullif(${below}, 0)`;
const money = (columnName: string): string => `coalesce(sum(${columnName}), 0)::decimal(18,2)`;

/** Buying and buying again, for rows that say who bought now, before, and ever before. */
export function buyers(orders: string, revenue: string, refund: string): readonly Measure[] {
  const buyer = counted('is_buyer');
  const repeat = counted('is_repeat');
  const before = counted('was_buyer');
  const again = counted('was_buyer and is_buyer');
  const old = counted('is_buyer and is_old');
  const needs = ['order'] as const;
  return [
    { member: 'buyer_count', sql: buyer, needs },
    { member: 'repeat_buyer_count', sql: repeat, needs },
    { member: 'repurchase_rate', sql: ratio(repeat, buyer), needs },
    { member: 'previous_buyer_count', sql: before, needs },
    { member: 'retained_buyer_count', sql: again, needs },
    { member: 'next_period_repurchase_rate', sql: ratio(again, before), needs },
    { member: 'returning_buyer_count', sql: old, needs },
    { member: 'returning_rate', sql: ratio(old, buyer), needs },
    { member: 'order_count', sql: `coalesce(sum(${orders}), 0)`, needs },
    { member: 'revenue', sql: money(revenue), needs },
    { member: 'refund_amount', sql: money(refund), needs },
    { member: 'net_revenue', sql: `${money(revenue)} - ${money(refund)}`, needs },
    { member: 'revenue_per_customer', sql: ratio(money(revenue), buyer), needs },
  ];
}

/** The demo has too few buyers for a forecast: refused, hence null. The forecast itself is held to CDNOW's. */
const refused = 'null';

export const CUSTOMERS: readonly Measure[] = [
  { member: 'customer_count', sql: 'count(*)', needs: ['customer'] },
  ...buyers('order_count', 'revenue_365', 'refund_365'),
  { member: 'avg_recency_days', sql: 'avg(recency)', needs: ['order'] },
  { member: 'avg_frequency', sql: 'avg(frequency)', needs: ['order'] },
  { member: 'avg_monetary', sql: 'avg(monetary::double)', needs: ['order'] },
  { member: 'expected_orders_90d', sql: refused, needs: ['order'] },
  { member: 'p_alive', sql: refused, needs: ['order'] },
  { member: 'p_order_12m', sql: refused, needs: ['order'] },
  { member: 'clv_12m', sql: refused, needs: ['order'] },
];
