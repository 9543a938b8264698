/*---
model: star.fct_probation
grain: one row per probation, in which the signer keeps the customer for some days, and its trade counts for the signer
key:   [probation_id]
load:  { kind: full, at: day }
tests:
  - not_null: [started_date, ends_date, org_then_key]
  - accepted_values: { column: end_reason, values: [passed, failed] }
---*/
with probations as (
    select
        probation.id as probation_id, probation.customer_id, member.customer_key, customer.name as record_name,
        employee.employee_id, probation.starts_on as started_date, probation.ends_on as ends_date, probation.goal_amount
    from crm.probation
    left join crm.customer on customer.id = probation.customer_id
    left join star.customer_member as member on member.customer_id = probation.customer_id
    left join star.dim_employee_current as employee on employee.employee_id = probation.employee_id
),

-- trade day by day, and how much it is so far
trade as (
    select
        probation_id, date,
        sum(net_amount) over (partition by probation_id order by date) as so_far
    from (
        select probations.probation_id, day.date, day.revenue - day.refund_amount as net_amount
        from probations
        join staging.stg_customer_day as day
            on  day.customer_key = probations.customer_key
            and day.date between probations.started_date and probations.ends_date
        cross join star.publish
        where day.date <= publish.as_of_date
    )
),

-- passed on the day on which the goal is reached; without a goal any trade will do
passes as (
    select trade.probation_id, min(trade.date) as passed_date
    from trade
    join probations on probations.probation_id = trade.probation_id
    where trade.so_far > 0 and trade.so_far >= coalesce(probations.goal_amount, 0)
    group by trade.probation_id
),

ended as (
    select
        probations.*,
        case
            when passes.probation_id is not null then 'passed'
            when publish.as_of_date > probations.ends_date then 'failed'
        end as end_reason,
        case
            when passes.probation_id is not null then passes.passed_date
            when publish.as_of_date > probations.ends_date then probations.ends_date
        end as ended_date
    from probations
    cross join star.publish
    left join passes on passes.probation_id = probations.probation_id
)

select
    -- keys
    base.probation_id, base.customer_id, coalesce(base.customer_key, 'unknown') as customer_key,
    coalesce(base.employee_id, 'unassigned') as owner_id, 'unassigned' as fallback_org_id,
    began.org_key as org_then_key, began.org_id as org_then_id,
    last.org_key as ended_org_then_key, last.org_id as ended_org_then_id,
    -- attributes
    base.record_name, base.end_reason,
    star.tenure_band(began.hired_date, base.started_date) as owner_tenure_band,
    star.tenure_band(last.hired_date, base.ended_date)    as ended_tenure_band,
    -- times
    base.started_date, base.ends_date, base.ended_date
from ended as base
join star.org_assignment as began
    on  began.place_id = star.place_id(base.employee_id, 'unassigned')
    and began.valid_from_date <= base.started_date and began.valid_to_date > base.started_date
left join star.org_assignment as last
    on  last.place_id = star.place_id(base.employee_id, 'unassigned')
    and last.valid_from_date <= base.ended_date and last.valid_to_date > base.ended_date
