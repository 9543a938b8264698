/*---
model: star.dim_employee
grain: one row per employee × stretch of days without a change
key:   [employee_key]
load:  { kind: full }
tests:
  - not_null: [employee_id, org_id, name]
---*/
with employees as (
    select * from staging.stg_employee_version
),

units as (
    select distinct org_id from star.dim_org
),

-- none, where the CRM has units of its own
manager_units as (
    select * from staging.stg_manager_unit
),

final as (
    select
        -- keys
        employees.employee_id || '@' || strftime(employees.valid_from_date, '%Y-%m-%d') as employee_key,
        employees.employee_id,
        employees.valid_from_date,
        employees.valid_to_date,
        coalesce(units.org_id, 'unassigned') as org_id,
        -- attributes
        employees.name, employees.role, employees.position, employees.manager_id,
        coalesce(employees.is_head, own.org_id is not null) as is_head,
        employees.photo_url, employees.hired_date, employees.left_date
    from employees
    left join manager_units as own on own.employee_id = employees.employee_id
    left join manager_units as above on above.employee_id = employees.manager_id
    left join units on units.org_id = coalesce(own.org_id, above.org_id, employees.org_unit_id)
)

select
    employee_key, employee_id, valid_from_date, valid_to_date, org_id, name, role, position, manager_id, is_head,
    photo_url, hired_date, left_date
from final
