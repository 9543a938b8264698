import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';
import { withPlace } from './org-paths.ts';

/**
 * Suspicions (metrics.md §11), one row per suspicion and person on a side of it, beside deals won and leads.
 *
 * Readings:
 * - a duplicate is a registration that shares a number, a phone or another strong identity with an earlier one, or its
 *   name (place and legal form left out) within 100 m; told of who held the later one when it was entered.
 * - re-registered: somebody among those it looks like had paid an order before it was entered.
 * - backdated: closed more than three days' dates before the last change into a closed stage.
 * - a territory holds a place when all that both say agrees; outside = outside all territories in force that day of the
 *   person's unit and of the units above; people without any, customers without a place are not asked.
 * - a lead's place is its customer's, else the city and district that its address begins with.
 * - contested: two people of different units at one merged customer, by an activity or a new deal, at most 30 days apart.
 * - one spot: not at the customer's, and within 50 m of visits to two other customers of the same person and day.
 * - impossible: over a kilometre from the person's position before, faster than 150 km/h.
 */
export async function buildRisk(db: OracleDb): Promise<void> {
  await db.run(`
create or replace macro o.digits(phone) as regexp_replace(phone, '[^0-9]', '', 'g');
create or replace table o.plain as
select c.customer, c.created_at, g.grp, c.lat, c.lng, m.phone,
  regexp_replace(regexp_replace(replace(replace(replace(lower(c.name), lower(coalesce(c.city, '-')), ''), lower(coalesce(c.province, '-')), ''), lower(coalesce(c.district, '-')), ''),
    '股份有限公司|有限公司|公司|limited|ltd|pte', '', 'g'), '[^a-z0-9一-龥]', '', 'g') as plain
from o.customer c join o.customer_group g using (customer) left join o.customer_more m using (customer);

create or replace table o.alike as
with pair as (
  select a.customer, b.customer as other, 1 as weight from o.identity a join o.identity b on a.kind = b.kind and a.value = b.value
  where a.kind = 'registration_no'
  union all
  select a.customer, b.customer, 2 from o.identity a join o.identity b on a.kind = b.kind and a.value = b.value where a.kind = 'phone'
  union all
  select a.customer, b.customer, 2 from o.plain a join o.plain b on o.digits(a.phone) = o.digits(b.phone)
  union all
  select a.customer, b.customer, 3 from o.identity a join o.identity b on a.kind = b.kind and a.value = b.value where a.kind = 'unionid'
  union all
  select a.customer, b.customer, 4 from o.plain a join o.plain b on a.plain = b.plain and length(a.plain) > 1
    and o.metres(a.lat, a.lng, b.lat, b.lng) <= 100
), earlier as (
  select p.*, row_number() over (partition by p.customer order by weight, b.created_at, b.customer) as nth
  from pair p join o.customer a on a.customer = p.customer join o.customer b on b.customer = p.other
  where (b.created_at, b.customer) < (a.created_at, a.customer)
)
select e.customer, e.other, exists (
  select 1 from o."order" r join o.customer_group mine on mine.customer = r.customer join o.customer_group theirs on theirs.customer = e.other
  where mine.grp = theirs.grp and r.customer <> e.customer and r.status = 'paid' and r.paid_at < c.created_at) as is_old_buyer
from earlier e join o.customer c on c.customer = e.customer where nth = 1;

create or replace table o.first_holder as
select customer, arg_min(holder, from_at) as person from (select record as customer, struct_pack(p := holder) as holder, from_at from o.stretch where record_type = 'customer') group by customer;

create or replace table o.last_closing as
select c.opp, max(c.ts) as ts from o.stage_change c join o.opp d using (opp)
join o.stage t on t.pipeline = d.pipeline and t.stage = c.to_stage where t.kind <> 'open' group by c.opp;

create or replace table o.undone as
select * from (
  select c.opp, c.change, c.ts, c.owner, t.kind as to_kind, o.bday(c.ts) as day,
    lag(t.kind) over w as before_kind, lag(o.bday(c.ts)) over w as before_day
  from o.stage_change c join o.opp d using (opp) join o.stage t on t.pipeline = d.pipeline and t.stage = c.to_stage
  window w as (partition by c.opp order by c.ts, c.change))
where before_kind = 'won' and to_kind <> 'won' and before_day >= last_day(before_day) - 2
  and day between last_day(before_day) + 1 and last_day(before_day) + 10;

create or replace table o.own_order as
select r."order", r.opp, case when exists (select 1 from o.person_phone p where p.phone = m.phone or p.phone = c.phone) then 'phone' else 'device' end as how
from o."order" r join o.order_more m using ("order") left join o.customer_more c on c.customer = r.customer
where r.status = 'paid' and (exists (select 1 from o.person_phone p where p.phone = m.phone or p.phone = c.phone)
  or m.device in (select v.device from o.activity_device v join o.activity a using (activity) where a.owner is not null));

create or replace table o.bad_deal as
select w.record as opp,
  s.ts is not null and w.event in ('won', 'lost') and o.bday(s.ts) - o.bday(d.closed_at) > 3 as is_backdated,
  d.opp in (select opp from o.undone) as is_undone, d.opp in (select opp from o.own_order where opp is not null)
    or d.customer in (select customer from o.customer_more m join o.person_phone p on p.phone = m.phone) as is_own,
  d.customer in (select customer from o.alike) as is_double, w.event, w.day, w.owner, w.fallback
from o.deal_whole w join o.opp d on d.opp = w.record left join o.last_closing s on s.opp = d.opp
where w.event in ('won', 'lost');

create or replace table o.lead_place as
select l.lead, c.province, c.city, c.district from o.lead_whole l join o.customer_group g on g.customer = l.customer join o.customer c on c.customer = g.grp where c.city is not null
union all
select lead, province, city, district from (
  select l.lead, p.province, p.city, p.district, row_number() over (partition by l.lead order by p.district is null, p.district, p.province) as nth
  from o.lead_whole l left join o.customer_group g on g.customer = l.customer left join o.customer c on c.customer = g.grp
  join o.lead_more m using (lead)
  join (select distinct province, city, district from o.customer where city is not null union select province, city, district from o.territory) p
    on contains(left(m.address, 16), p.city) and (p.district is null or contains(left(m.address, 16), p.district))
  where c.city is null) where nth = 1;

create or replace table o.going as ${withPlace(`
select 'cross_region_deal' as kind, w.record, w.day, w.owner, w.fallback, c.province, c.city, c.district
from o.deal_whole w left join o.customer c on c.customer = w.customer where w.event = 'won'
union all
select 'cross_region_lead', l.lead, l.day, l.owner, l.fallback, p.province, p.city, p.district
from o.lead_whole l join o.lead_place p using (lead)
union all
select 'cross_region_visit', a.activity, a.day, a.owner, null, c.province, c.city, c.district
from o.activities a join o.customer c on c.customer = a.customer where a.kind = 'activity' and a.type = 'visit'`)};

create or replace table o.outside as
select kind, record, day, owner, fallback from o.going g
join o.territory t on list_contains(g.then_path, t.unit) and coalesce(t.valid_from, date '0001-01-01') <= g.day and coalesce(t.valid_to, date '9999-12-31') > g.day
where g.owner is not null and g.city is not null
group by all having not bool_or(coalesce(t.province = g.province, true) and coalesce(t.city = g.city, true) and coalesce(t.district = g.district, true));

create or replace table o.at_work as
select distinct customer, owner, day, then_unit from ${`(select customer, owner, day, then_unit from o.activities where kind = 'activity'
  union all select customer, owner, day, then_unit from (${withPlace(`select customer, owner, day, fallback from o.deal_whole where event = 'created'`)}))`}
where customer is not null and owner is not null;

create or replace table o.spot as
select a.activity, a.owner, a.day, a.customer, a.visit_state, a.type, a.ts, b.lat, b.lng
from o.activities a join o.activity b using (activity) left join o.person p on p.person = a.owner
where b.lat is not null and a.owner is not null and p.consents
  and (a.ts at time zone 'UTC' at time zone (select tz from o.setting))::time between time '08:00' and time '20:00';

create or replace table o.odd_visit as
select 'batch_entry' as kind, v.activity from o.activity v
where v.type = 'visit' and v.outcome is distinct from 'cancelled' and v.recorded_at is not null and exists (
  select 1 from o.activity s where s.owner = v.owner and s.type = 'visit' and s.outcome is distinct from 'cancelled'
    and s.recorded_at between v.recorded_at - interval 10 minute and v.recorded_at
    and (select count(*) from o.activity e where e.owner = s.owner and e.type = 'visit' and e.outcome is distinct from 'cancelled'
      and e.recorded_at between s.recorded_at and s.recorded_at + interval 10 minute) >= 10)
union all
select 'same_spot', a.activity from o.spot a join o.spot b on b.owner = a.owner and b.day = a.day and b.customer <> a.customer
  and b.type = 'visit' and o.metres(a.lat, a.lng, b.lat, b.lng) <= 50
where a.type = 'visit' and a.visit_state = 'off_site' group by a.activity having count(distinct b.customer) >= 2
union all
select 'impossible_speed', activity from (
  select activity, o.metres(lat, lng, lag(lat) over w, lag(lng) over w) / 1000 as km, (epoch(ts) - lag(epoch(ts)) over w) / 3600 as hours
  from o.spot window w as (partition by owner order by ts, activity))
where km > 1 and km > 150 * greatest(hours, 1.0 / 60);

create or replace table o.share as
with used as (
  select 'shared_phone' as kind, o.digits(m.phone) as value, r."order" as record, p.customer as stranger, p.day, r.owner, 'order' as type
  from o."order" r join o.order_more m using ("order") join o.paid_order p using ("order") where m.phone is not null
  union all
  select 'shared_device', m.device, r."order", p.customer, p.day, r.owner, 'order' from o."order" r join o.order_more m using ("order")
  join o.paid_order p using ("order") where m.device is not null
  union all
  select 'shared_device', v.device, min(a.activity), a.owner, a.day, a.owner, 'activity' from o.activities a join o.activity_device v using (activity)
  where v.device is not null and a.owner is not null group by v.device, a.owner, a.day
)
select u.* from used u join (select kind, type, value from used where stranger is not null group by all having count(distinct stranger) > 1) s using (kind, type, value);

create or replace table o.risk as ${withPlace(`
select 'duplicate_customer' as kind, a.customer as key, true as is_main, o.bday(c.created_at) as day, h.person.p as owner,
  coalesce(c.pool_unit, o.territory_on(c.customer, o.bday(c.created_at))) as fallback, m.audit = 'P' and m.audited_at >= c.created_at as is_cleared, null as customer, null as identity, null::boolean as is_good
from o.alike a join o.customer c on c.customer = a.customer join o.customer_more m on m.customer = a.customer left join o.first_holder h on h.customer = a.customer
union all
select 'reregistered', a.customer, true, o.bday(c.created_at), h.person.p, coalesce(c.pool_unit, o.territory_on(c.customer, o.bday(c.created_at))), m.audit = 'P' and m.audited_at >= c.created_at, null, null, null
from o.alike a join o.customer c on c.customer = a.customer join o.customer_more m on m.customer = a.customer left join o.first_holder h on h.customer = a.customer where a.is_old_buyer
union all
select case n when 1 then 'duplicate_customer' else 'reregistered' end, a.customer, false, o.bday(l.created_at), h.person.p, coalesce(c.pool_unit, o.territory_on(c.customer, o.bday(l.created_at))), null, null, null, null
from o.alike a join o.customer l on l.customer = a.customer join o.customer c on c.customer = a.other left join o.first_holder h on h.customer = a.other
cross join (values (1), (2)) k (n) where n = 1 or a.is_old_buyer
union all
select 'backdated_close', opp, true, day, owner, fallback, null, null, null, null from o.bad_deal where is_backdated
union all
select 'month_end_reversal', u.opp, true, u.day, u.owner, d.pool_unit, null, null, null, null from o.undone u join o.opp d using (opp)
qualify row_number() over (partition by u.opp order by u.day desc) = 1
union all
select kind, record, true, day, owner, fallback, null, null, null, null from o.outside
union all
select distinct 'contested_customer', a.customer, false, a.day, a.owner, null, null, a.customer, null, null
from o.at_work a join o.at_work b on b.customer = a.customer and b.owner <> a.owner and b.then_unit <> a.then_unit and abs(a.day - b.day) <= 30
union all
select 'self_order', w."order", true, p.day, r.owner, o.territory_on(r.customer, p.day), null, null, null, null
from o.own_order w join o.paid_order p using ("order") join o."order" r using ("order")
union all
select kind, value, true, day, owner, null, null, null, null, null from o.share
union all
select v.kind, v.activity, true, a.day, a.owner, null, null, null, null, null from o.odd_visit v join o.activities a on a.activity = v.activity
union all
select 'won', opp, true, day, owner, fallback, null, null, null, not (is_backdated or is_undone or is_own or is_double) from o.bad_deal where event = 'won'
union all
select 'lead', l.lead, true, l.day, l.owner, l.fallback, null, null, coalesce(o.digits(m.phone), nullif(concat_ws('|', m.company, m.name), ''), l.lead), null
from o.lead_whole l join o.lead_more m using (lead)`)}`);
}

const main = (kind: string): string => `count(*) filter (kind = '${kind}' and is_main)`;
const SUSPECT = `kind not in ('won', 'lead')`;
const cleared = `count(*) filter (is_main and is_cleared)`;

export const RISK: readonly Measure[] = [
  { member: 'won_count', sql: main('won'), needs: ['opportunity'] },
  {
    member: 'validated_won_count',
    sql: `count(*) filter (kind = 'won' and is_good)`,
    needs: ['opportunity'],
  },
  {
    member: 'suspect_won_count',
    sql: `count(*) filter (kind = 'won' and not is_good)`,
    needs: ['opportunity'],
  },
  { member: 'lead_count', sql: main('lead'), needs: ['lead'] },
  { member: 'distinct_lead_count', sql: 'count(distinct identity)', needs: ['lead'] },
  { member: 'duplicate_customer_count', sql: main('duplicate_customer'), needs: ['identity'] },
  { member: 'reregistered_count', sql: main('reregistered'), needs: ['identity', 'order'] },
  {
    member: 'contested_customer_count',
    sql: `count(distinct customer) filter (kind = 'contested_customer')`,
    needs: ['customer'],
  },
  { member: 'backdated_close_count', sql: main('backdated_close'), needs: ['stage_change'] },
  { member: 'month_end_reversal_count', sql: main('month_end_reversal'), needs: ['stage_change'] },
  { member: 'cross_region_deal_count', sql: main('cross_region_deal'), needs: ['territory'] },
  { member: 'cross_region_lead_count', sql: main('cross_region_lead'), needs: ['territory'] },
  { member: 'cross_region_visit_count', sql: main('cross_region_visit'), needs: ['territory'] },
  { member: 'self_order_suspect_count', sql: main('self_order'), needs: ['device'] },
  {
    member: 'shared_phone_count',
    sql: `count(distinct key) filter (kind = 'shared_phone')`,
    needs: ['device'],
  },
  {
    member: 'shared_device_count',
    sql: `count(distinct key) filter (kind = 'shared_device')`,
    needs: ['device'],
  },
  { member: 'batch_entry_suspect_count', sql: main('batch_entry'), needs: ['recorded_at'] },
  { member: 'same_spot_suspect_count', sql: main('same_spot'), needs: ['position'] },
  { member: 'impossible_speed_count', sql: main('impossible_speed'), needs: ['position'] },
  { member: 'suspicion_count', sql: `count(distinct kind || key) filter (${SUSPECT})`, needs: ['customer'] },
  { member: 'cleared_count', sql: cleared, needs: ['audit'] },
  {
    member: 'suspicion_cleared_rate',
    sql: `(${cleared})::double / nullif(count(*) filter (kind in ('duplicate_customer', 'reregistered') and is_main), 0)`,
    needs: ['audit'],
  },
];
