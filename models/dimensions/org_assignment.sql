/*---
model: star.org_assignment
grain: one row per place (a person or a unit) × stretch of days with one unchanged way up the tree
key:   [place_id, valid_from_date]
load:  { kind: full }
tests:
  - not_null: [org_key]
---*/
with people as (
    select
        star.place_id(employee.employee_id, null)                       as place_id,
        greatest(employee.valid_from_date, unit.valid_from_date)        as valid_from_date,
        least(employee.valid_to_date, unit.valid_to_date)               as valid_to_date,
        unit.org_key, unit.org_id, unit.ancestor_ids, employee.hired_date, employee.left_date
    from star.dim_employee as employee
    join star.dim_org as unit
        on  unit.org_id = employee.org_id
        and unit.valid_from_date < employee.valid_to_date
        and unit.valid_to_date > employee.valid_from_date
),

units as (
    select
        star.place_id(null, org_id) as place_id, valid_from_date, valid_to_date, org_key, org_id, ancestor_ids,
        null::date as hired_date, null::date as left_date
    from star.dim_org
)

select place_id, valid_from_date, valid_to_date, org_key, org_id, ancestor_ids, hired_date, left_date from people
union all
select place_id, valid_from_date, valid_to_date, org_key, org_id, ancestor_ids, hired_date, left_date from units
