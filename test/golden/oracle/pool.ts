import type { Slice } from '../slices.ts';
import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';
import { withPlace } from './org-paths.ts';
import { walkPool } from './pool-walk.ts';

/**
 * The pools (metrics.md §10).
 *
 * Readings:
 * - a lead is out of every pool once it is converted, invalid or a duplicate, a deal once it is closed; who is given it
 *   afterwards holds no cycle. A customer stays; its cycle is won by its first deal won or order paid without a deal.
 * - a lead wins by being converted, and is worth its deals that were won.
 * - rules are the demo's, one for all people of a kind of record; "not won" (未成交) is extended by nothing.
 * - due on a day: the later of the holding period's end and the holder's last activity plus the extension, at most the
 *   maximum. About to drop: due that day or in the next three. Idle: 14 days without an activity of the holder.
 * - the pool of a record that nobody holds is its own, else that of the territory around its customer on the day on
 *   which it became public.
 * - first touch is dated with the beginning of a cycle, days held with its end, a reclaimed drop with the drop.
 */
export async function buildPool(db: OracleDb): Promise<void> {
  await db.run(`
create or replace view o.pool_record as
select 'lead' as record_type, lead as record, created_at, owner, pool_unit, customer from o.lead
union all select 'opportunity', opp, created_at, owner, pool_unit, customer from o.opp
union all select 'customer', customer, created_at, owner, pool_unit, customer from o.customer`);
  await walkPool(db);
  await db.run(`
create or replace table o.pool_closed as
with converted as (
  select l.lead, min(d.created_at) as deal_at from o.lead l join o.opp d on d.lead = l.lead group by l.lead
), changed as (select lead, status, max(ts) as ts from o.lead_status group by all)
select 'lead' as record_type, l.lead as record, l.status = 'converted' or l.opp is not null or v.lead is not null as is_won,
  coalesce(case when l.status = 'converted' or l.opp is not null or v.lead is not null
    then coalesce(m.converted_at, v.deal_at) end, c.ts, m.updated_at, l.created_at) as ts
from o.lead l left join converted v using (lead) left join o.lead_more m using (lead)
left join changed c on c.lead = l.lead and c.status = l.status
where l.status in ('converted', 'invalid', 'duplicate') or l.opp is not null or v.lead is not null
union all
select 'opportunity', d.opp, s.kind = 'won', d.closed_at from o.opp d join o.stage s using (pipeline, stage) where s.kind <> 'open';

create or replace table o.pool_gain as
select 'opportunity' as record_type, d.opp as record, d.closed_at as ts, coalesce(o.cents(d.amount, d.currency, o.bday(d.closed_at)), 0) as amount, d.lead, d.customer
from o.opp d join o.stage s using (pipeline, stage) where s.kind = 'won';

create or replace table o.pool_cycle as
with held as (
  select row_number() over (order by record_type, record, from_at) as cycle, *, coalesce(until_at, timestamp '9999-12-31') as until_ts
  from o.stretch where holder is not null
), customer_gain as (
  select customer, ts, amount from o.pool_gain
  union all select r.customer, r.paid_at, p.amount from o."order" r join o.paid_order p using ("order") where r.opp is null
), gain as (
  select h.cycle, min(g.ts) as ts, sum(g.amount) as amount from held h join customer_gain g on g.customer = h.record
    and g.ts >= h.from_at and g.ts < h.until_ts where h.record_type = 'customer' group by h.cycle
)
select h.* exclude (until_ts),
  case when c.ts < h.from_at then 'void' when c.ts < h.until_ts and c.is_won then 'won' when c.ts < h.until_ts then 'closed'
    when g.cycle is not null then 'won' else h.ended end as reason,
  case when c.ts < h.until_ts then c.ts when g.cycle is not null then g.ts else h.until_at end as over_at,
  case h.record_type when 'customer' then g.amount when 'opportunity' then d.amount else l.amount end as gained
from held h left join o.pool_closed c using (record_type, record) left join gain g on g.cycle = h.cycle
left join o.pool_gain d on h.record_type = 'opportunity' and d.record = h.record
left join (
  select lead, sum(amount) as amount from (
    select lead, record, amount from o.pool_gain where lead is not null
    union select l.lead, g.record, g.amount from o.lead l join o.pool_gain g on g.record = l.opp) group by lead
) l on h.record_type = 'lead' and l.lead = h.record;

create or replace table o.pool_touch as
select c.cycle, a.ts, o.bday(a.ts) as day, a.type from o.pool_cycle c join o.activity a on a.owner = c.holder
  and a.ts >= c.from_at and a.ts < coalesce(c.until_at, timestamp '9999-12-31')
  and c.record = case c.record_type when 'lead' then a.lead when 'opportunity' then a.opp else a.customer end
where a.outcome is distinct from 'cancelled';

create or replace table o.pool_touched as
select cycle, min(ts) as first_at, count(*) as touches from o.pool_touch group by cycle;

create or replace table o.pool_recovery as
select d.cycle as dropped, w.cycle as won from o.pool_cycle d join o.pool_cycle w using (record_type, record)
where d.reason = 'auto_dropped' and w.reason = 'won' and w.from_at >= d.until_at and w.holder <> d.holder;

create or replace table o.pool_flow as ${withPlace(`
select 'started' as what, c.record_type, c.began as word, c.cycle, o.bday(c.from_at) as day, c.holder as owner, null as fallback, c.from_at as ts,
  (epoch_us(t.first_at) - epoch_us(c.from_at)) / 3600e6 as hours,
  null::double as days, null::bigint as touches, null::decimal(18,2) as amount, null::boolean as flag, null as pair
from o.pool_cycle c left join o.pool_touched t using (cycle) where c.reason is distinct from 'void'
union all
select 'ended', c.record_type, c.reason, c.cycle, o.bday(c.over_at), c.holder, null, c.over_at, null,
  (epoch_us(c.over_at) - epoch_us(c.from_at)) / 86400e6, coalesce(t.touches, 0),
  c.gained, case c.reason when 'won' then c.cycle in (select won from o.pool_recovery) else c.cycle in (select dropped from o.pool_recovery) end, null
from o.pool_cycle c left join o.pool_touched t using (cycle) where c.reason is not null and c.reason <> 'void'
union all
select 'probation', 'customer', reason, null, over_day, person, null, over_day::timestamp at time zone (select tz from o.setting) at time zone 'UTC', null, null, null, null, null, null
from (${PROBATION}) where reason is not null
union all
select 'swap', t.record_type, null, null, o.bday(t.back_at), t.person, null, t.taken_at, null, null, null, null, t.is_repeated, t.pair from (${SWAP}) t`)};

create or replace table o.pool_stock as
with life as (
  select s.*, o.bday(s.from_at) as from_day, least(coalesce(o.bday(s.until_at), date '9999-12-31'), coalesce(case when s.record_type <> 'customer' then o.bday(c.ts) end, date '9999-12-31')) as until_day,
    r.customer, r.pool_unit, k.cycle
  from o.stretch s join o.pool_record r using (record_type, record) left join o.pool_closed c using (record_type, record)
  left join o.pool_cycle k on k.record_type = s.record_type and k.record = s.record and k.from_at = s.from_at
), hung as (
  select *, case when holder is null then coalesce(pool_unit, o.territory_on(customer, from_day)) end as fallback from life
), touch as (select distinct cycle, day from o.pool_touch)
select h.record_type, h.record, h.holder as owner, h.fallback, d.day, h.from_day, max(t.day) as last_day,
  r.hold, r.extend, r.longest, r.basis
from hung h join o.day d on d.day >= h.from_day and d.day < h.until_day and d.day <= (select today from o.setting)
left join o.pool_rule r using (record_type)
left join touch t on t.cycle = h.cycle and t.day <= d.day
group by all;

create or replace table o.pool_standing as ${withPlace(`
select 'stock' as what, record_type, owner is not null as is_private, day, owner, fallback, null::bigint as capacity,
  case when hold is not null then least(from_day + longest, greatest(from_day + hold, case when basis <> '未成交' then coalesce(last_day + extend, from_day) else from_day end)) end as due,
  day - coalesce(last_day, from_day) >= 14 as is_idle
from o.pool_stock
union all
select 'capacity', r.record_type, null, p.day, p.person, null, r.capacity, null, null from o.post_day p cross join o.pool_rule r
union all
select 'probation', 'customer', null, d.day, b.person, null, null, null, null from (${PROBATION_DAYS}) b
join o.day d on d.day >= b.starts_on and d.day <= b.ends_on and (b.over_day is null or d.day < b.over_day)
  and d.day <= (select today from o.setting)`)}`);
}

/** The trade of the merged customer, refunds taken off, inside the probation; passed on the first day it reaches the goal. */
const TRADE = `
select b.probation, e.day, sum(sum(case e.event when 'paid' then e.amount else -e.amount end)) over (partition by b.probation order by e.day) as so_far
from o.probation b join o.customer_group g using (customer)
join o.order_whole e on e.customer = g.grp and e.day between b.starts_on and b.ends_on and e.day <= (select today from o.setting)
group by b.probation, e.day`;

const PROBATION_DAYS = `
select b.*, p.day as passed_day,
  case when p.day is not null then 'passed' when b.ends_on < (select today from o.setting) then 'failed' end as reason,
  coalesce(p.day, case when b.ends_on < (select today from o.setting) then b.ends_on end) as over_day
from o.probation b left join (
  select t.probation, min(t.day) as day from (${TRADE}) t join o.probation q using (probation)
  where t.so_far > 0 and t.so_far >= coalesce(q.goal, 0) group by t.probation) p using (probation)`;

const PROBATION = PROBATION_DAYS;

/** A, nobody, B within a day, nobody, A again within seven days of the lock's end; both people of it. */
const SWAP = `
select record_type, a.holder as first_id, back_at, unnest([a.holder, b.holder]) as person, unnest([back_at, b.from_at]) as taken_at, pair, is_repeated
from (
  select *, coalesce(
    back_at - lag(back_at) over p <= interval 180 day or lead(back_at) over p - back_at <= interval 180 day, false) as is_repeated
  from (
    select a.record_type, a.record, a, b, c.from_at as back_at, least(a.holder, b.holder) || greatest(a.holder, b.holder) as pair
    from o.stretch a
    join o.stretch x on x.record_type = a.record_type and x.record = a.record and x.from_at = a.until_at and x.holder is null
    join o.stretch b on b.record_type = a.record_type and b.record = a.record and b.from_at = x.until_at and b.holder <> a.holder
    join o.stretch y on y.record_type = a.record_type and y.record = a.record and y.from_at = b.until_at and y.holder is null
    join o.stretch c on c.record_type = a.record_type and c.record = a.record and c.from_at = y.until_at and c.holder = a.holder
    left join o.pool_rule r on r.record_type = a.record_type
    where b.from_at - a.until_at <= interval 24 hour
      and epoch(c.from_at) - epoch(a.until_at) <= (coalesce(r.lock, 0) + 7) * 86400
  ) window p as (partition by record_type, pair order by back_at, record)
)`;

/** What happened in the period, and what stood at the end of its last day that has begun. */
export function poolRows(slice: Slice, flow: string, standing: string, unit: string): string {
  return `(select *, ${unit} as unit from o.pool_flow where ${flow}
    union all by name select 'standing' as at_end, *, ${unit} as unit from o.pool_standing
      where day = least(date '${slice.to}', (select today from o.setting)) and ${standing})`;
}

const flow = (what: string): string => `count(*) filter (${what})`;
const stock = (what: string): string =>
  `count(*) filter (at_end = 'standing' and what = 'stock' and (${what}))`;
const started = (word: string): string => flow(`what = 'started' and word = '${word}'`);
const ended = (word: string): string => flow(`what = 'ended' and word = '${word}'`);
const capacity = `coalesce(sum(capacity) filter (what = 'capacity'), 0)`;
const over = (above: string, below: string): string => `(${above})::double / nullif(${below}, 0)`;
const passed = flow(`at_end is null and what = 'probation' and word = 'passed'`);
const tested = flow(`at_end is null and what = 'probation'`);
const reclaimed = flow(`what = 'ended' and word = 'auto_dropped' and flag`);

export const POOL: readonly Measure[] = [
  { member: 'public_count', sql: stock('not is_private'), needs: [] },
  { member: 'private_count', sql: stock('is_private'), needs: [] },
  { member: 'private_capacity', sql: `${capacity}::bigint`, needs: ['pool'] },
  { member: 'occupancy', sql: over(stock('is_private'), capacity), needs: ['pool'] },
  { member: 'due_to_drop_count', sql: stock('is_private and due - day between 0 and 3'), needs: ['pool'] },
  { member: 'overdue_to_drop_count', sql: stock('is_private and due < day'), needs: ['pool'] },
  { member: 'idle_private_count', sql: stock('is_private and is_idle'), needs: ['activity'] },
  { member: 'claimed_count', sql: started('claim'), needs: ['pool'] },
  { member: 'assigned_count', sql: started('assign'), needs: ['pool'] },
  { member: 'released_count', sql: ended('released'), needs: [] },
  { member: 'auto_dropped_count', sql: ended('auto_dropped'), needs: ['pool'] },
  { member: 'ended_pursuit_count', sql: flow(`what = 'ended'`), needs: [] },
  { member: 'drop_rate', sql: over(ended('auto_dropped'), flow(`what = 'ended'`)), needs: ['pool'] },
  { member: 'median_hours_to_first_touch', sql: 'quantile_cont(hours, 0.5)', needs: ['activity'] },
  { member: 'median_private_days', sql: `quantile_cont(days, 0.5)`, needs: [] },
  {
    member: 'untouched_drop_count',
    sql: flow(`what = 'ended' and word = 'auto_dropped' and touches = 0`),
    needs: ['pool', 'activity'],
  },
  { member: 'reclaimed_won_count', sql: reclaimed, needs: ['pool'] },
  { member: 'reclaimed_won_rate', sql: over(reclaimed, ended('auto_dropped')), needs: ['pool'] },
  {
    member: 'recycled_won_amount',
    sql: `coalesce(sum(amount) filter (what = 'ended' and word = 'won' and flag), 0)::decimal(18,2)`,
    needs: ['pool'],
  },
  {
    member: 'probation_open_count',
    sql: `count(*) filter (at_end = 'standing' and what = 'probation')`,
    needs: ['pool'],
  },
  { member: 'probation_passed_count', sql: passed, needs: ['pool'] },
  { member: 'probation_ended_count', sql: tested, needs: ['pool'] },
  { member: 'probation_pass_rate', sql: over(passed, tested), needs: ['pool'] },
  {
    member: 'swap_pair_count',
    sql: `count(distinct pair) filter (what = 'swap' and flag)`,
    needs: ['pool'],
  },
  { member: 'last_event_at', sql: 'o.moment(max(ts))', needs: [] },
];
