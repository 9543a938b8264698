/*---
model: star.fct_activity_day
grain: one row per person × day × figure that a source counts by the day
key:   [employee_id, date, metric]
load:
  kind: incremental
  by: date
  changed_by:
    crm.activity_day: date
    star.dim_employee_current: select date from crm.activity_day join changed using (employee_id)
    star.org_assignment: >
      select date from star.fct_activity_day
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
tests:
  - not_null: [org_then_key, value]
---*/
with totals as (
    select total.employee_id, total.date, total.metric, total.value, employee.employee_id as known_id
    from crm.activity_day as total
    left join star.dim_employee_current as employee on employee.employee_id = total.employee_id
    where {{ in_scope(total.date) }}
)

select
    -- keys
    totals.employee_id, coalesce(totals.known_id, 'unassigned') as owner_id, 'unassigned' as fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    -- attributes
    star.tenure_band(assignment.hired_date, totals.date) as owner_tenure_band,
    totals.metric,
    case totals.metric
        when 'call_count' then 'call' when 'connected_call_count' then 'call' when 'talk_minutes' then 'call'
        when 'visit_count' then 'visit' when 'meeting_count' then 'meeting' when 'email_count' then 'email'
        when 'message_count' then 'message' when 'friend_added_count' then 'friend_added'
        when 'moment_post_count' then 'moment_post'
    end as type,
    -- measures: as the source counts them
    totals.value,
    -- times
    totals.date
from totals
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(totals.known_id, 'unassigned')
    and assignment.valid_from_date <= totals.date
    and assignment.valid_to_date > totals.date
