import { splitCredit } from './credit-split.ts';
import type { OracleDb } from './oracle-db.ts';

/**
 * Opportunities as events (metrics.md §3): created; closed once (won, lost, disqualified, duplicate), by the
 * present state at its last close;
 * reopened by history; due = open now, at its expected close.
 *
 * Readings:
 * - the owner of an event: who owned it at its instant; where history has nobody then, the first owner known, else
 *   the present one. A deal that is due belongs to its present owner.
 * - the amount of every event is the deal's present amount, at the rate of that event's own business date; what is
 *   due is an open deal, so it is valued at the rate of its last change of amount (at first: of its creation).
 * - a deal without owner hangs on its pool's unit, else on the unit whose territory holds its customer.
 */
export async function buildDealEvents(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.deal_moment as
with moment as (
  select opp, 'created' as event, created_at as ts from o.opp
  union all
  select d.opp, s.kind, d.closed_at from o.opp d join o.stage s using (pipeline, stage)
  where s.kind <> 'open' and d.closed_at is not null
  union all
  select c.opp, 'reopened', c.ts from o.stage_change c
  join o.opp d using (opp)
  join o.stage f on f.pipeline = d.pipeline and f.stage = c.from_stage
  join o.stage t on t.pipeline = d.pipeline and t.stage = c.to_stage
  where f.kind <> 'open' and t.kind = 'open'
), known as (
  select opp, arg_min(owner, from_at) as first_owner from o.opp_owner where owner is not null group by opp
), owned as (
  select m.*, h.owner,
    row_number() over (partition by m.opp, m.event, m.ts order by h.from_at desc nulls last) as nth
  from moment m left join o.opp_owner h on h.opp = m.opp and h.from_at <= m.ts
)
select w.opp, w.event, w.ts, o.bday(w.ts) as day, coalesce(w.owner, k.first_owner, d.owner) as owner
from owned w join o.opp d using (opp) left join known k using (opp) where nth = 1
union all
select d.opp, 'due', null, d.expected_close_on, d.owner
from o.opp d join o.stage s using (pipeline, stage)
where s.kind = 'open' and d.expected_close_on is not null;

create or replace table o.deal_whole as
select row_number() over (order by m.opp, m.event, m.ts) as eid, m.opp as record, m.event, m.ts, m.day, m.owner,
  o.cents(d.amount, d.currency, case m.event when 'due' then coalesce(a.day, o.bday(d.created_at)) else m.day end) as amount, d.pipeline, d.stage, d.product, d.source, d.campaign,
  g.grp as customer, c.industry, s.kind = 'won' as is_won_now,
  case when m.event = 'won' then epoch_us(d.closed_at) - epoch_us(d.created_at) end / 86400e6 as cycle_days,
  coalesce(d.pool_unit, o.territory_on(d.customer, m.day)) as fallback
from o.deal_moment m join o.opp d using (opp)
left join (select opp, o.bday(max(ts)) as day from o.amount_change group by opp) a using (opp)
left join o.stage s using (pipeline, stage)
left join o.customer_group g on g.customer = d.customer
left join o.customer c on c.customer = g.grp;

create or replace table o.deal_split as ${splitCredit('o.deal_whole', 'opportunity')};

create or replace table o.deal_event as
select w.* exclude (owner, amount), s.owner, s.amount, s.n from o.deal_whole w join o.deal_split s using (eid);
`);
}
