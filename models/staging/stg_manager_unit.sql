/*---
model: staging.stg_manager_unit
grain: one row per employee who ever had people, where the CRM knows managers and no units
key:   [employee_id]
load:  { kind: view }
---*/
with employees as (
    select * from staging.stg_employee_version
),

managers as (
    select distinct manager_id as employee_id from employees where manager_id <> employee_id
)

select
    managers.employee_id,
    -- the source's name stays in front, so that a target or a right can name the unit as any other
    regexp_replace(managers.employee_id, '^([^:]*):', '\1:manager:') as org_id
from managers
semi join employees on employees.employee_id = managers.employee_id
where not exists (select 1 from crm.org_unit)
