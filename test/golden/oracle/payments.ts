import { splitCredit } from './credit-split.ts';
import type { OracleDb } from './oracle-db.ts';

/**
 * Money due and money that moved (metrics.md §3), and what is unpaid at the end of every day.
 *
 * Readings:
 * - a payment belongs to the owner of its order, else of its contract (named by itself or by its order), else to who
 *   held the customer at the end of that day; it is shared as its order is, else as its contract.
 * - what came under one contract (else for one order, else of one customer) in one currency pays what was due there
 *   first; a refund gives money back and makes nothing due again. So of a due amount at the end of a day: what was due
 *   up to and with it, less all that had come by then, no less than nothing and no more than the amount itself.
 * - overdue counts from the end of the day on which it falls due. What is collected of an amount is what came by now.
 * - unpaid amounts are valued at the rate of the day on which they fell due, and hang where they hung that day.
 * - a source without payments has one payment per paid order and one refund per refunded one, and nothing due.
 */
export async function buildPayments(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.money_moved as
select payment, kind, customer, contract, "order", ts, amount, currency from o.payment
union all
select 'p' || "order", 'payment', customer, null, "order", paid_at, amount, currency from o."order"
where status = 'paid' and paid_at is not null and not exists (from o.payment)
union all
select 'r' || "order", 'refund', customer, null, "order", refunded_at, refund_amount, currency from o."order"
where refunded_at is not null and refund_amount is not null and not exists (from o.payment);

create or replace table o.speaker as
select g.grp, coalesce(arg_min(c.customer, (c.created_at, c.customer)) filter (c.owner in (select person from o.person)),
  arg_min(c.customer, (c.created_at, c.customer))) as customer
from o.customer_group g join o.customer c using (customer) group by g.grp;

create or replace table o.holder_then as
select m.payment, case when max(h.ts) filter (o.bday(h.ts) <= o.bday(m.ts)) is not null
    then arg_max(h.new_owner, h.ts) filter (o.bday(h.ts) <= o.bday(m.ts))
  when count(h.ts) > 0 then arg_min(h.old_owner, h.ts) else any_value(c.owner) end as owner
from o.money_moved m join o.customer_group g using (customer) join o.speaker s on s.grp = g.grp
join o.customer c on c.customer = s.customer left join o.customer_change h on h.customer = s.customer group by m.payment, m.ts;

create or replace table o.money_whole as
select row_number() over (order by m.payment) as eid, m.payment as record, m.kind, m.ts, o.bday(m.ts) as day,
  m.amount as raw, m.currency, o.cents(m.amount, m.currency, o.bday(m.ts)) as amount, r."order", k.contract,
  coalesce(r.owner, k.owner, (select any_value(t.owner) from o.holder_then t where t.payment = m.payment)) as owner,
  concat_ws('/', coalesce('contract ' || k.contract, 'order ' || r."order", 'customer ' || g.grp), m.currency) as account,
  g.grp as customer, c.industry, c.source, o.territory_on(m.customer, o.bday(m.ts)) as fallback
from o.money_moved m
left join o."order" r on r."order" = m."order"
left join o.contract k on k.contract = coalesce(m.contract, r.contract)
left join o.customer_group g on g.customer = m.customer
left join o.customer c on c.customer = g.grp
-- without a rate it waits at the door
where o.cents(m.amount, m.currency, o.bday(m.ts)) is not null;

create or replace table o.due_up_to as
select eid, record, account, ts, day, raw, sum(raw) over (partition by account order by ts, record) as up_to
from o.money_whole where kind = 'due' and raw > 0;

create or replace table o.due_now as
select d.eid, least(d.raw, greatest(0, d.raw - d.up_to + coalesce(sum(p.raw), 0))) as settled
from o.due_up_to d left join o.money_whole p on p.account = d.account and p.kind = 'payment' and p.raw > 0
group by d.eid, d.raw, d.up_to;

create or replace table o.unpaid_day as
select d.eid, t.day, d.raw - least(d.raw, greatest(0, d.raw - d.up_to + coalesce(sum(p.raw), 0))) as unpaid
from o.due_up_to d join o.day t on t.day >= d.day and t.day <= (select today from o.setting)
left join o.money_whole p on p.account = d.account and p.kind = 'payment' and p.raw > 0 and p.day <= t.day
group by d.eid, t.day, d.raw, d.up_to;

create or replace table o.money_split as ${shared('select eid, "order", contract, owner, amount from o.money_whole')};

create or replace table o.settled_split as ${shared(`
select w.eid, w."order", w.contract, w.owner, o.cents(s.settled, w.currency, w.day) as amount
from o.money_whole w join o.due_now s using (eid)`)};

create or replace table o.unpaid_whole as
select row_number() over (order by u.eid, u.day) as eid, u.eid as due, w."order", w.contract, w.owner, u.day,
  o.cents(u.unpaid, w.currency, w.day) as amount
from o.unpaid_day u join o.money_whole w using (eid) where u.unpaid > 0;
create or replace table o.unpaid_split as ${shared('select eid, "order", contract, owner, amount from o.unpaid_whole')};

create or replace table o.money_event as
select case w.kind when 'due' then 'receivable' when 'payment' then 'collected' else 'repaid' end as event, w.ts, w.record,
  w.day, s.owner, w.fallback, s.amount, s.n, w.customer, w.industry, w.source, t.amount as settled
from o.money_whole w join o.money_split s using (eid)
left join o.settled_split t on t.eid = w.eid and t.owner is not distinct from s.owner
union all
select 'overdue', null, w.record, u.day, s.owner, w.fallback, s.amount, s.n, w.customer, w.industry, w.source, null
from o.unpaid_whole u join o.unpaid_split s using (eid) join o.money_whole w on w.eid = u.due;
`);
}

/** Shared as the order of each is, else as its contract. */
function shared(rows: string): string {
  const part = (column: string, rest: string): string =>
    `(select eid, ${column} as record, owner, amount from (${rows}) where ${rest})`;
  return `
select * from (${splitCredit(part('"order"', '"order" is not null'), 'order')})
union all
select * from (${splitCredit(part('contract', '"order" is null'), 'contract')})`;
}
