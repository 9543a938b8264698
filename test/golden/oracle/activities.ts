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
      then 'no_signal'
    when c.lat is not null and o.metres(a.lat, a.lng, c.lat, c.lng) <= 500 then 'verified'
    else 'off_site' end as visit_state,
  o.bday(a.ts) as day, a.owner, null as fallback, null::integer as working
from o.activity a left join o.customer c using (customer) left join o.customer_group g using (customer)
left join o.person p on p.person = a.owner
where a.outcome is distinct from 'cancelled'
union all
select 'post', null, null, null, null, null, null, null, null, day, person, null, is_working::integer from o.post_day`)}`);
}

const done = (what: string): string => `count(*) filter (${what})`;

/** Members of the view over \`o.activities\`. */
export const ACTIVITIES: readonly Measure[] = [
  { member: 'call_count', sql: done(`type = 'call'`), needs: ['activity'] },
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
  { member: 'visit_count', sql: done(`type = 'visit'`), needs: ['activity'] },
  { member: 'verified_visit_count', sql: done(`visit_state = 'verified'`), needs: ['activity', 'position'] },
  {
    member: 'no_signal_visit_count',
    sql: done(`visit_state = 'no_signal'`),
    needs: ['activity', 'position'],
  },
  { member: 'off_site_visit_count', sql: done(`visit_state = 'off_site'`), needs: ['activity', 'position'] },
  { member: 'meeting_count', sql: done(`type = 'meeting'`), needs: ['activity'] },
  { member: 'friend_added_count', sql: done(`type = 'friend_added'`), needs: ['activity'] },
  { member: 'moment_post_count', sql: done(`type = 'moment_post'`), needs: ['activity'] },
  {
    member: 'active_rep_count',
    sql: `count(distinct owner) filter (kind = 'activity')`,
    needs: ['activity'],
  },
  {
    member: 'per_rep_per_working_day',
    sql: `count(*) filter (kind = 'activity')::double / nullif(sum(working), 0)`,
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
  { member: 'activity_count', sql: done(`kind = 'activity'`), needs: ['activity'] },
  { member: 'rep_working_day_count', sql: 'coalesce(sum(working), 0)', needs: ['activity'] },
  {
    member: 'calls_per_rep_per_working_day',
    sql: `count(*) filter (type = 'call')::double / nullif(sum(working), 0)`,
    needs: ['activity'],
  },
  {
    member: 'visits_per_rep_per_working_day',
    sql: `count(*) filter (type = 'visit')::double / nullif(sum(working), 0)`,
    needs: ['activity'],
  },
  { member: 'last_event_at', sql: 'o.moment(max(ts))', needs: ['activity'] },
  { member: 'last_call_at', sql: `o.moment(max(ts) filter (type = 'call'))`, needs: ['activity'] },
  { member: 'last_visit_at', sql: `o.moment(max(ts) filter (type = 'visit'))`, needs: ['activity'] },
];
