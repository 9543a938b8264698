/*---
model: star.fct_employee_day
grain: one row per employee × day in post, up to today
key:   [employee_id, date]
load:
  kind: incremental
  by: employee_id
  changed_by:
    star.dim_employee_current: employee_id
    star.fct_actual_day: >
      select owner_id from changed join star.dim_employee_current as employee on employee.employee_id = owner_id
        where employee.hired_date is null
    star.org_assignment: select substr(place_id, 3) from changed where place_id like 'e|%'
    crm.attendance_day: employee_id
    crm.activity_day: select employee_id from changed where metric = 'friend_count'
tests:
  - not_null: [org_then_key]
---*/
-- a person whose hiring is not known is in post from the first day with something to show
with first_seen as (
    select owner_id, min(date) as first_date
    from star.fct_actual_day
    where {{ in_scope(owner_id) }}
    group by owner_id
),

people as (
    select
        employee.employee_id, employee.hired_date, employee.left_date,
        coalesce(employee.hired_date, first_seen.first_date) as first_date
    from star.dim_employee_current as employee
    left join first_seen on first_seen.owner_id = employee.employee_id
    where employee.employee_id <> 'unassigned' and {{ in_scope(employee.employee_id) }}
),

-- a stock stands until it is counted again
friends as (
    select employee_id, date, value::bigint as friend_count
    from crm.activity_day
    where metric = 'friend_count' and {{ in_scope(employee_id) }}
),

attendance as (
    select employee_id, date, status from crm.attendance_day where {{ in_scope(employee_id) }}
)

select
    people.employee_id, people.employee_id as owner_id, 'unassigned' as fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    star.tenure_band(people.hired_date, dim_date.date) as owner_tenure_band,
    dim_date.date,
    -- a person's own working days: what the attendance book says goes before the calendar
    case attendance.status
        when 'work' then true when 'absent' then true when 'leave' then false when 'rest' then false
        else dim_date.is_working_day
    end as is_working_day,
    friends.friend_count
from people
cross join star.publish
join star.dim_date
    on  dim_date.date >= people.first_date
    and dim_date.date <= least(coalesce(people.left_date, date '9999-12-31'), publish.as_of_date)
join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(people.employee_id, null)
    and assignment.valid_from_date <= dim_date.date
    and assignment.valid_to_date > dim_date.date
left join attendance on attendance.employee_id = people.employee_id and attendance.date = dim_date.date
asof left join friends on friends.employee_id = people.employee_id and dim_date.date >= friends.date
