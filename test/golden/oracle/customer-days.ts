import type { OracleDb } from './oracle-db.ts';
import { withPlace } from './org-paths.ts';

/**
 * Merged customers, what they bought and how they stood at the end of a day (metrics.md §9), for the end of each
 * month since they were known, and for today.
 *
 * Readings:
 * - a customer is known from its first registration, lead or order on; without any date, since this month.
 * - several orders of one day are one purchase in a frequency; ticket is revenue ÷ paid orders; high is above the
 *   medians of those who bought within 365 days of the first build.
 * - who holds a merged customer is what its oldest registration that somebody holds says; on a past day what the
 *   audit log said at the end of it; nobody is the pool.
 */
export async function buildCustomerDays(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.purchase as
select customer as grp, day, count(*) as orders, sum(amount) as revenue
from o.paid_order where customer is not null and amount is not null and day <= (select today from o.setting) group by all;
create or replace table o.giveback as
select customer as grp, day, sum(amount) as amount from o.order_whole
where event = 'refund' and customer is not null and day <= (select today from o.setting) group by all;

create or replace table o.lead_customer as
select l.lead, l.created_at, g.grp from o.lead l
left join (select lead, min(opp) as opp from o.opp where lead is not null group by lead) d using (lead)
left join o.opp p on p.opp = coalesce(l.opp, d.opp)
join o.customer_group g on g.customer = coalesce(l.customer, p.customer);

create or replace table o.merged as
select g.grp, min(c.customer) as key, o.bday(min(c.created_at)) as created,
  arg_min(v.level, (c.created_at, c.customer)) filter (v.level is not null) as level,
  coalesce(arg_min(c.customer, (c.created_at, c.customer)) filter (c.owner in (select person from o.person)),
    arg_min(c.customer, (c.created_at, c.customer))) as speaker,
  least(o.bday(min(c.created_at)), (select o.bday(min(l.created_at)) from o.lead_customer l where l.grp = g.grp),
    (select min(p.day) from o.purchase p where p.grp = g.grp)) as known
from o.customer_group g join o.customer c using (customer) left join o.customer_level v using (customer) group by g.grp;

create or replace table o.customer_day as
with spans as (
  select m.*, unnest(generate_series(date_trunc('month', coalesce(known, today)), today, interval 1 month))::date as month, today
  from o.merged m, o.setting
), ends as (
  select * exclude (today), least((month + interval 1 month - interval 1 day)::date, today) as day, month + interval 1 month <= today as is_finished
  from spans
), changes as (
  select e.grp, e.day, arg_max(h.new_owner, h.ts) as owner, count(*) as n
  from ends e join o.customer_change h on h.customer = e.speaker and o.bday(h.ts) <= e.day group by all
), firsts as (
  select customer, arg_min(old_owner, ts) as owner from o.customer_change group by customer
), year as (
  select e.grp, e.day, sum(p.orders) as orders, count(*) as days, sum(p.revenue) as revenue
  from ends e join o.purchase p on p.grp = e.grp and p.day <= e.day and p.day + 365 > e.day group by all
)
select e.*, y.orders, y.days, y.revenue / y.orders as ticket,
  exists (from o.purchase p where p.grp = e.grp and p.day <= e.day) as has_paid,
  case when e.day = (select today from o.setting) then c.owner when h.n > 0 then h.owner
    when f.customer is not null then f.owner else c.owner end as owner,
  coalesce(c.pool_unit, o.territory_on(e.grp, e.day)) as fallback
from ends e join o.customer c on c.customer = e.speaker
left join changes h on h.grp = e.grp and h.day = e.day left join firsts f on f.customer = e.speaker
left join year y on y.grp = e.grp and y.day = e.day;

create or replace table o.border as
select median(days::double) as frequency, median(ticket) as ticket
from o.customer_day where day = (select today from o.setting) and orders > 0;

create or replace table o.customer_place as ${withPlace(`
select d.* exclude (is_finished), d.is_finished, case when not has_paid then 'A' when orders is null then 'dormant'
  else case when d.days > b.frequency then case when d.ticket > b.ticket then 'E' else 'C' end
    else case when d.ticket > b.ticket then 'D' else 'B' end end end as quadrant
from o.customer_day d, o.border b`)};
`);
}
