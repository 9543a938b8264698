import { carriedColumns, type Extra } from '../declare/extra.ts';
import { PLACE } from '../declare/place.ts';

const TYPES = [
  'call',
  'visit',
  'meeting',
  'email',
  'message',
  'friend_added',
  'moment_post',
  'other',
] as const;

/**
 * A day in post is there once per type, so that "per rep and day" stands beside any filter on the type. What a source
 * counts by the day stands beside the single activities, with how many it tells of.
 */
export const activityRows = (extras: readonly Extra[]): string => `
  select
    'activity' as event, activity_id as record_id, type, outcome, channel, visit_state, is_connected, is_late_entry,
    1::bigint as quantity, case when is_connected then 1::bigint end as connected,
    duration_s, date, at_local, customer_key, lead_id, opportunity_id, ${PLACE}
    ${carriedColumns(extras, { activity: '' })}
  from star.fct_activity
  union all by name
  select
    'total' as event, employee_id || '|' || metric as record_id, type,
    case when metric not in ('connected_call_count', 'talk_minutes') then round(value)::bigint end as quantity,
    case when metric = 'connected_call_count' then round(value)::bigint end as connected,
    case when metric = 'talk_minutes' then round(value * 60)::bigint end as duration_s, date, ${PLACE}
  from star.fct_activity_day
  where type is not null
  union all by name
  select
    'duty' as event, employee_id as record_id, duty_type.type, is_working_day, date, ${PLACE}
  from star.fct_employee_day
  cross join (select unnest([${TYPES.map((type) => `'${type}'`).join(', ')}]) as type) as duty_type
  union all by name
  select 'friends' as event, employee_id as record_id, 'friend_added' as type, friend_count, date, ${PLACE}
  from star.fct_employee_day
  where friend_count is not null
  union all by name
  select 'attendance' as event, employee_id as record_id, status as attendance_status, is_on_duty, is_expected, date, ${PLACE}
  from star.fct_attendance
  union all by name
  select
    'plan' as event, visit_plan_id as record_id, 'visit' as type, purpose, is_kept, customer_key, date, ${PLACE}
  from star.fct_visit_plan`;
