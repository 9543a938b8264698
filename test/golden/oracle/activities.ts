import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';
import { withPlace } from './org-paths.ts';

/**
 * What people do (metrics.md §7), one row per activity on its business date, and one per person in post and day.
 *
 * Readings:
 * - a cancelled activity did not happen and counts nowhere.
 * - a position counts as sent only inside working hours (08:00 to 20:00, local) and with the person's consent: the
 *   door lets no other in (source-contract.md, "Checks at the door"). A visit without one is "no signal"; within
 *   500 m of the customer it is verified; anything else, a customer without a position included, is off site.
 * - talk minutes: the seconds of connected calls.
 * - a visit to a customer whose place nobody knows is "no signal": it is no suspicion.
 * - figures counted by the day are added to the single activities of their type.
 * - a person's own working day: at work or absent by the attendance book, not on leave and not on a day off; without a
 *   line in the book the calendar's. Expected: at work, on leave or absent.
 * - friends: the last count up to the day, of people in post on it.
 * - a planned visit was paid when its planner visited that (merged) customer on that business date; it is measured once
 *   its day is over, or when it was paid.
 */
export async function buildActivities(db: OracleDb): Promise<void> {
  await db.run(`
create or replace macro o.metres(lat1, lng1, lat2, lng2) as 2 * 6371008.8 * asin(sqrt(
  pow(sin(radians(lat2 - lat1) / 2), 2) + cos(radians(lat1)) * cos(radians(lat2)) * pow(sin(radians(lng2 - lng1) / 2), 2)));

create or replace table o.activities as ${withPlace(`
select 'activity' as kind, a.ts, a.activity, a.type, a.outcome, a.duration_s, g.grp as customer,
  epoch_us(a.recorded_at) - epoch_us(a.ts) > 24 * 3600e6 as is_late,
  case when a.type <> 'visit' then null
    when a.lat is null or a.lng is null or p.consents is not true
      or (a.ts at time zone 'UTC' at time zone (select tz from o.setting))::time not between time '08:00' and time '20:00'
      or c.lat is null then 'no_signal'
    when o.metres(a.lat, a.lng, c.lat, c.lng) <= 500 then 'verified'
    else 'off_site' end as visit_state,
  o.bday(a.ts) as day, a.owner, null as fallback, null::integer as working, 1 as quantity, null::bigint as friends,
  null::varchar as status, null::boolean as is_kept, false as is_plan_due
from o.activity a left join o.customer c using (customer) left join o.customer_group g using (customer)
left join o.person p on p.person = a.owner
where a.outcome is distinct from 'cancelled'
union all
select 'post', null, null, null, null, null, null, null, null, p.day, p.person, null,
  case when d.status in ('work', 'absent') then 1 when d.status in ('leave', 'rest') then 0 else p.is_working::integer end,
  null, null, null, null, false
from o.post_day p left join o.attendance d on d.person = p.person and d.day = p.day
union all
select 'total', null, null, case metric when 'message_count' then 'message' else 'moment_post' end, null, null, null, null, null,
  day, person, null, null, value, null, null, null, false from o.activity_day where metric <> 'friend_count'
union all
select 'friends', null, null, 'friend_added', null, null, null, null, null, p.day, p.person, null, null, null,
  (select f.value from o.activity_day f where f.person = p.person and f.metric = 'friend_count' and f.day <= p.day order by f.day desc limit 1),
  null, null, false
from o.post_day p
union all
select 'attendance', null, null, null, null, null, null, null, null, day, person, null, null, null, null, status, null, false from o.attendance
union all
select 'plan', null, null, 'visit', null, null, g.grp, null, null, day, person, o.territory_on(p.customer, p.day), null, null, null, null, kept,
  kept or day < (select today from o.setting)
from (
  select p.*, exists (from o.activity v join o.customer_group a on a.customer = v.customer
    join o.customer_group b on b.grp = a.grp and b.customer = p.customer
    where v.type = 'visit' and v.outcome is distinct from 'cancelled' and v.owner = p.person and o.bday(v.ts) = p.day) as kept
  from o.plan p) p left join o.customer_group g using (customer)`)}`);
}

const done = (what: string): string => `count(*) filter (${what})`;
const many = (type: string): string => `coalesce(sum(quantity) filter (type = '${type}'), 0)::bigint`;
const plans = done(`kind = 'plan' and is_kept`);

/** Members of the view over \`o.activities\`. */
export const ACTIVITIES: readonly Measure[] = [
  { member: 'call_count', sql: many('call'), needs: ['activity'] },
  {
    member: 'connected_call_count',
    sql: done(`type = 'call' and outcome = 'connected'`),
    needs: ['activity'],
  },
  {
    member: 'talk_minutes',
    sql: `coalesce(sum(duration_s) filter (type = 'call' and outcome = 'connected'), 0)::double / 60`,
    needs: ['activity'],
  },
  { member: 'visit_count', sql: many('visit'), needs: ['activity'] },
  { member: 'verified_visit_count', sql: done(`visit_state = 'verified'`), needs: ['activity', 'position'] },
  {
    member: 'no_signal_visit_count',
    sql: done(`visit_state = 'no_signal'`),
    needs: ['activity', 'position'],
  },
  { member: 'off_site_visit_count', sql: done(`visit_state = 'off_site'`), needs: ['activity', 'position'] },
  { member: 'meeting_count', sql: many('meeting'), needs: ['activity'] },
  { member: 'friend_added_count', sql: many('friend_added'), needs: ['activity'] },
  { member: 'moment_post_count', sql: many('moment_post'), needs: ['activity'] },
  {
    member: 'active_rep_count',
    sql: `count(distinct owner) filter (quantity > 0)`,
    needs: ['activity'],
  },
  {
    member: 'per_rep_per_working_day',
    sql: `coalesce(sum(quantity), 0)::double / nullif(sum(working), 0)`,
    needs: ['activity'],
  },
  {
    member: 'touched_customer_count',
    sql: `count(distinct customer) filter (kind = 'activity')`,
    needs: ['activity'],
  },
  {
    member: 'late_entry_rate',
    sql: `count(*) filter (is_late)::double / nullif(count(*) filter (is_late is not null), 0)`,
    needs: ['activity', 'recorded_at'],
  },
  { member: 'activity_count', sql: 'coalesce(sum(quantity), 0)::bigint', needs: ['activity'] },
  { member: 'rep_working_day_count', sql: 'coalesce(sum(working), 0)', needs: ['activity'] },
  {
    member: 'calls_per_rep_per_working_day',
    sql: `${many('call')}::double / nullif(sum(working), 0)`,
    needs: ['activity'],
  },
  {
    member: 'visits_per_rep_per_working_day',
    sql: `${many('visit')}::double / nullif(sum(working), 0)`,
    needs: ['activity'],
  },
  { member: 'message_count', sql: many('message'), needs: ['activity'] },
  { member: 'friend_count', sql: 'coalesce(sum(friends), 0)::bigint', needs: ['activity_day'] },
  { member: 'on_duty_days', sql: done(`status = 'work'`), needs: ['attendance_day'] },
  { member: 'expected_days', sql: done(`status in ('work', 'leave', 'absent')`), needs: ['attendance_day'] },
  {
    member: 'attendance_rate',
    sql: `${done(`status = 'work'`)}::double / nullif(${done(`status in ('work', 'leave', 'absent')`)}, 0)`,
    needs: ['attendance_day'],
  },
  { member: 'planned_visit_count', sql: done(`kind = 'plan'`), needs: ['visit_plan'] },
  { member: 'planned_visit_kept_count', sql: plans, needs: ['visit_plan', 'activity'] },
  {
    member: 'planned_visit_rate',
    sql: `${plans}::double / nullif(${done('is_plan_due')}, 0)`,
    needs: ['visit_plan', 'activity'],
  },
  { member: 'last_event_at', sql: 'o.moment(max(ts))', needs: ['activity'] },
  { member: 'last_call_at', sql: `o.moment(max(ts) filter (type = 'call'))`, needs: ['activity'] },
  { member: 'last_visit_at', sql: `o.moment(max(ts) filter (type = 'visit'))`, needs: ['activity'] },
];
