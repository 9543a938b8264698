import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';
import { withPlace } from './org-paths.ts';

/**
 * Touches on their own dates, and the deals won after them on theirs (metrics.md §11), each under every model.
 *
 * Readings:
 * - a deal is touched by every touch of its (merged) customer up to its close, those of the customer's leads included;
 *   while its customer is unknown, by those of its lead.
 * - each person's part of a deal (shared credit) is given out by itself: whole cents, half away from zero, and the last
 *   touch takes what is left. One touch takes all; of two each takes half; of more the first and the last 40 % each.
 * - a touch belongs to the owner of its lead at that moment, else to who held its customer at the end of the day, else
 *   it hangs on the pool, else on the territory.
 */
export async function buildTouchpoints(db: OracleDb): Promise<void> {
  await db.run(`
-- who held a merged customer at the end of a day, and where it hangs while nobody does
create or replace macro o.held_by(whose, on_day) as (
  select case when before.n > 0 then before.owner when first.n > 0 then first.owner else c.owner end
  from o.merged m join o.customer c on c.customer = m.speaker,
    lateral (select count(*) as n, arg_max(h.new_owner, h.ts) as owner from o.customer_change h where h.customer = m.speaker and o.bday(h.ts) <= on_day) before,
    lateral (select count(*) as n, arg_min(h.old_owner, h.ts) as owner from o.customer_change h where h.customer = m.speaker) first
  where m.grp = whose);
create or replace macro o.pool_of(whose, on_day) as (
  select coalesce(c.pool_unit, o.territory_on(m.grp, on_day)) from o.merged m join o.customer c on c.customer = m.speaker where m.grp = whose);

create or replace table o.touch_whole as
select t.*, o.bday(t.ts) as day, coalesce(g.grp, c.grp) as grp,
  case when l.lead is not null then coalesce(
      (select arg_max(h.owner, h.from_at) from o.lead_owner h where h.lead = t.lead and h.from_at <= t.ts),
      (select arg_min(h.owner, h.from_at) from o.lead_owner h where h.lead = t.lead and h.owner is not null), l.owner)
    else o.held_by(coalesce(g.grp, c.grp), o.bday(t.ts)) end as owner,
  coalesce(l.pool_unit, o.pool_of(coalesce(g.grp, c.grp), o.bday(t.ts))) as fallback
from o.touch t
left join o.customer_group g using (customer) left join o.lead l on l.lead = t.lead left join o.lead_customer c on c.lead = t.lead;

create or replace table o.touch_win as
with win as (
  select e.record, e.ts as won_at, e.day, e.owner, e.fallback, e.customer as grp, e.amount, e.is_path, e.then_path, d.lead
  from o.sales e join o.opp d on d.opp = e.record where e.event = 'won'
), pair as (
  select w.*, t.touch, t.channel, t.campaign, t.ts as touched_at,
    row_number() over (partition by w.record, w.owner order by t.ts, t.touch) as i, count(*) over (partition by w.record, w.owner) as n
  from win w join o.touch_whole t on t.ts <= w.won_at and (t.grp = w.grp or w.grp is null and t.lead = w.lead)
), part as (
  select *, (amount * 100)::hugeint as c, case
    when n = 2 then ((amount * 100)::hugeint + 1) // 2
    when i = 1 then ((amount * 100)::hugeint * 2 * 40 + 100) // 200
    else ((amount * 100)::hugeint * 2 * 20 + 100 * (n - 2)) // (200 * (n - 2)) end as p
  from pair
), given as (
  select *, unnest(['first', 'last', 'linear', 'position']) as model, unnest([
    case when i = 1 then c else 0 end,
    case when i = n then c else 0 end,
    case when i = n then c - (n - 1) * ((2 * c + n) // (2 * n)) else (2 * c + n) // (2 * n) end,
    case when i = n then c - coalesce(sum(p) filter (i < n) over (partition by record, owner), 0) else p end]) as cents
  from part
)
select record, won_at as ts, day, owner, is_path, then_path, touch, channel, campaign, model, (cents / 100::decimal(18,2))::decimal(18,2) as amount from given;

create or replace table o.touchpoints as
select 'touch' as event, unnest(['first', 'last', 'linear', 'position']) as model, touch, ts, day, owner, is_path, then_path, channel, campaign, cost,
  coalesce(grp, 'lead ' || lead, 'touch ' || touch) as whom, null::varchar as record, null::decimal(18,2) as amount
from (${withPlace('select * from o.touch_whole')})
union all by name select 'won' as event, model, touch, ts, day, owner, is_path, then_path, channel, campaign, record, amount from o.touch_win`);
}

const touched = `event = 'touch'`;
const won = `event = 'won'`;

/** Members of the view over \`o.touchpoints\`, always asked for one model. */
export const TOUCHPOINTS: readonly Measure[] = [
  { member: 'touch_count', sql: `count(*) filter (${touched})`, needs: ['touchpoint'] },
  { member: 'reach_count', sql: `count(distinct whom) filter (${touched})`, needs: ['touchpoint'] },
  {
    member: 'cost',
    sql: `case when count(*) filter (${touched}) = 0 then 0 else sum(cost) end`,
    needs: ['touchpoint'],
  },
  {
    member: 'attributed_won_amount',
    sql: `case when count(*) filter (${won}) = 0 then 0 else sum(amount) end`,
    needs: ['touchpoint', 'opportunity'],
  },
  {
    member: 'touched_won_count',
    sql: `count(distinct record) filter (${won})`,
    needs: ['touchpoint', 'opportunity'],
  },
  { member: 'last_event_at', sql: `o.moment(max(ts) filter (${touched}))`, needs: ['touchpoint'] },
  { member: 'last_won_at', sql: `o.moment(max(ts) filter (${won}))`, needs: ['touchpoint', 'opportunity'] },
];
