/*---
model: star.pool_capacity
grain: one row per employee × kind of record × stretch of days with one rule on how many they may hold
key:   [employee_id, record_type, valid_from_date]
load:  { kind: full }
tests:
  - not_null: [capacity, valid_to_date]
---*/
with rules as (
    select *, coalesce(valid_from, date '0001-01-01') as from_date from crm.pool_rule where capacity is not null
),

places as (
    select
        employee.employee_id, employee.role, assignment.ancestor_ids, assignment.valid_from_date, assignment.valid_to_date
    from star.org_assignment as assignment
    join star.dim_employee_current as employee on assignment.place_id = star.place_id(employee.employee_id, null)
    where employee.employee_id <> 'unassigned'
),

cuts as (
    select distinct
        places.*, rules.record_type, greatest(places.valid_from_date, rules.from_date) as on_date
    from places
    join rules on rules.from_date < places.valid_to_date
),

ruled as (
    select
        cuts.employee_id, cuts.record_type, cuts.on_date, cuts.valid_to_date,
        arg_max(rules.capacity, (
            rules.employee_id is not null, rules.role is not null,
            coalesce(list_position(cuts.ancestor_ids, rules.org_unit_id), 0), rules.from_date, rules.id
        )) as capacity
    from cuts
    join rules
        on  rules.record_type = cuts.record_type
        and rules.from_date <= cuts.on_date
        and (rules.employee_id is null or rules.employee_id = cuts.employee_id)
        and (rules.role is null or rules.role = cuts.role)
        and (rules.org_unit_id is null or list_contains(cuts.ancestor_ids, rules.org_unit_id))
    group by cuts.employee_id, cuts.record_type, cuts.on_date, cuts.valid_to_date
)

select
    employee_id, record_type, capacity::integer as capacity, on_date as valid_from_date,
    least(
        coalesce(lead(on_date) over (partition by employee_id, record_type order by on_date), date '9999-12-31'),
        valid_to_date
    ) as valid_to_date
from ruled
