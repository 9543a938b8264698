/*---
model: star.fct_visit_plan
grain: one row per planned visit, on the day it was planned for
key:   [visit_plan_id]
load:
  kind: incremental
  by: visit_plan_id
  changed_by:
    crm.visit_plan: id
    star.fct_activity: >
      select plan.id from changed join crm.visit_plan as plan on plan.owner_id = changed.owner_id and plan.planned_on = changed.date
        where changed.type = 'visit'
    star.customer_member: select visit_plan.id from changed join crm.visit_plan using (customer_id)
    star.dim_customer: select visit_plan_id from star.fct_visit_plan join changed using (customer_key)
    star.dim_employee_current: select id from crm.visit_plan join changed on owner_id = changed.employee_id
    star.place_territory: >
      select visit_plan_id from star.fct_visit_plan as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select visit_plan_id from star.fct_visit_plan
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
tests:
  - not_null: [date, org_then_key]
---*/
with plans as (
    select
        plan.id as visit_plan_id, plan.planned_on as date, plan.purpose, employee.employee_id,
        coalesce(member.customer_key, 'unknown') as customer_key,
        case when employee.employee_id is null then coalesce(territory.org_id, 'unassigned') else 'unassigned' end
            as fallback_org_id
    from crm.visit_plan as plan
    left join star.dim_employee_current as employee on employee.employee_id = plan.owner_id
    left join star.customer_member as member on member.customer_id = plan.customer_id
    left join star.dim_customer as customer on customer.customer_key = member.customer_key
    left join star.place_territory as territory
        on  territory.place_key = customer.place_key
        and territory.valid_from_date <= plan.planned_on
        and territory.valid_to_date > plan.planned_on
    where {{ in_scope(plan.id) }}
),

-- who planned it visited that customer on that day
kept as (
    select distinct plans.visit_plan_id
    from plans
    join star.fct_activity as visit
        on  visit.owner_id = plans.employee_id
        and visit.customer_key = plans.customer_key
        and visit.date = plans.date
        and visit.type = 'visit'
    where plans.customer_key <> 'unknown'
)

select
    -- keys
    plans.visit_plan_id, coalesce(plans.employee_id, 'unassigned') as owner_id, plans.fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id, plans.customer_key,
    -- attributes
    star.tenure_band(assignment.hired_date, plans.date) as owner_tenure_band,
    plans.purpose, kept.visit_plan_id is not null as is_kept,
    -- times
    plans.date
from plans
left join kept using (visit_plan_id)
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(plans.employee_id, plans.fallback_org_id)
    and assignment.valid_from_date <= plans.date
    and assignment.valid_to_date > plans.date
