/*---
model: star.dim_employee_current
grain: one row per employee, as of today, and one for "no known owner"
key:   [employee_id]
live: true
load:  { kind: full }
extras: { employee: { id: employee_id } }
tests:
  - not_null: [name, is_active]
---*/
with versions as (
    select dim_employee.*, publish.as_of_date
    from star.dim_employee
    cross join star.publish
),

current_versions as (
    select * from versions where valid_from_date <= as_of_date and valid_to_date > as_of_date
),

-- where somebody who moved came from
moves as (
    select
        employee_id, valid_from_date, org_id,
        lag(org_id) over (partition by employee_id order by valid_from_date) as previous_org_id
    from versions
    where valid_from_date <= as_of_date
),

last_moves as (
    select
        employee_id,
        max(valid_from_date)                      as moved_date,
        max_by(previous_org_id, valid_from_date)  as previous_org_id
    from moves
    where previous_org_id is distinct from org_id and previous_org_id is not null
    group by employee_id
),

final as (
    select
        current_versions.employee_id, current_versions.name, current_versions.role, current_versions.position,
        current_versions.org_id, current_versions.manager_id, current_versions.is_head,
        current_versions.hired_date, current_versions.left_date,
        coalesce(current_versions.left_date >= current_versions.as_of_date, true) as is_active,
        current_versions.photo_url,
        last_moves.previous_org_id, last_moves.moved_date
    from current_versions
    left join last_moves on last_moves.employee_id = current_versions.employee_id
    union all
    -- the unit of a record without an owner is the record's own fallback, hence no unit here
    select 'unassigned', 'Unassigned', null, null, null, null, false, null, null, false, null, null, null
)

select
    employee_id, name, role, position, org_id, manager_id, is_head, hired_date, left_date, is_active, photo_url,
    previous_org_id, moved_date
from final
