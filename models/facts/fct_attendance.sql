/*---
model: star.fct_attendance
grain: one row per person × day of the attendance book
key:   [employee_id, date]
load:
  kind: incremental
  by: date
  changed_by:
    crm.attendance_day: date
    star.dim_employee_current: select date from crm.attendance_day join changed using (employee_id)
    star.org_assignment: >
      select date from star.fct_attendance
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
tests:
  - not_null: [org_then_key, status]
---*/
with days as (
    select day.*, employee.employee_id as known_id
    from crm.attendance_day as day
    left join star.dim_employee_current as employee on employee.employee_id = day.employee_id
    where {{ in_scope(day.date) }}
)

select
    -- keys
    days.employee_id, coalesce(days.known_id, 'unassigned') as owner_id, 'unassigned' as fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    -- attributes
    star.tenure_band(assignment.hired_date, days.date) as owner_tenure_band,
    days.status,
    days.status = 'work'  as is_on_duty,
    -- leave is a day on which somebody was expected, a day off is not
    days.status <> 'rest' as is_expected,
    -- times
    days.date, star.local_time(days.check_in_at) as check_in_at_local, star.local_time(days.check_out_at) as check_out_at_local
from days
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(days.known_id, 'unassigned')
    and assignment.valid_from_date <= days.date
    and assignment.valid_to_date > days.date
