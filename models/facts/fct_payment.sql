/*---
model: star.fct_payment
grain: one row per due amount, payment or refund × credited employee
key:   [payment_id, owner_id]
load:
  kind: incremental
  by: payment_id
  changed_by:
    staging.stg_payment: payment_id
    staging.stg_settlement: due_id
    crm.credit: >
      select payment_id from changed
        join staging.stg_payment on credit_type = changed.record_type and credit_id = changed.record_id
    crm.fx_rate: select payment_id from staging.stg_payment join changed using (currency)
    star.dim_employee_current: >
      select payment_id from changed join crm.credit on credit.employee_id = changed.employee_id
        join staging.stg_payment on credit_type = credit.record_type and credit_id = credit.record_id
    star.place_territory: >
      select payment_id from star.fct_payment as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select payment_id from star.fct_payment
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
tests:
  - not_null: [event_date, org_then_key, amount]
  - references: { column: customer_key, to: star.dim_customer.customer_key }
  - references: { column: org_then_key, to: star.dim_org.org_key }
  - accepted_values: { column: event, values: [due, payment, refund] }
---*/
with payments as (
    select * from staging.stg_payment where {{ in_scope(payment_id) }}
),

settled as (
    select due_id as payment_id, sum(amount) as amount
    from staging.stg_settlement
    where {{ in_scope(due_id) }}
    group by due_id
),

converted as (
    select
        payments.* exclude (amount), coalesce(territory.org_id, 'unassigned') as fallback_org_id,
        round(payments.amount * fx.rate, 2)::decimal(18, 2) as event_amount,
        -- of what was due, at the rate at which it was due
        case when payments.event = 'due' then round(coalesce(settled.amount, 0) * fx.rate, 2)::decimal(18, 2) end
            as event_settled_amount
    from payments
    join staging.stg_fx_rate as fx
        on  fx.currency = payments.currency
        and fx.valid_from_date <= payments.date
        and fx.valid_to_date > payments.date
    left join settled using (payment_id)
    left join star.place_territory as territory
        on  territory.place_key = payments.place_key
        and territory.valid_from_date <= payments.date
        and territory.valid_to_date > payments.date
),

others as (
    select
        converted.payment_id, credit.employee_id as credited_id, sum(credit.share) as share,
        round(any_value(converted.event_amount) * sum(credit.share), 2)::decimal(18, 2) as amount,
        round(any_value(converted.event_settled_amount) * sum(credit.share), 2)::decimal(18, 2) as settled_amount
    from converted
    join crm.credit on credit.record_type = converted.credit_type and credit.record_id = converted.credit_id
    join star.dim_employee_current as employee on employee.employee_id = credit.employee_id
    where credit.employee_id is distinct from converted.owner_id
    group by converted.payment_id, credit.employee_id
),

other_totals as (
    select payment_id, sum(share) as share, sum(amount) as amount, sum(settled_amount) as settled_amount
    from others
    group by payment_id
),

credited as (
    select
        converted.payment_id, converted.owner_id as credited_id, 1 as record_count,
        (1 - coalesce(other_totals.share, 0))::decimal(9, 6) as share,
        (converted.event_amount - coalesce(other_totals.amount, 0))::decimal(18, 2) as amount,
        (converted.event_settled_amount - coalesce(other_totals.settled_amount, 0))::decimal(18, 2) as settled_amount
    from converted
    left join other_totals using (payment_id)
    union all
    select payment_id, credited_id, 0, share::decimal(9, 6), amount, settled_amount from others
)

select
    -- keys
    credited.payment_id, coalesce(credited.credited_id, 'unassigned') as owner_id,
    case when credited.credited_id is null then converted.fallback_org_id else 'unassigned' end as fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    converted.customer_key, converted.contract_id, converted.order_id, converted.account_key,
    -- attributes
    star.tenure_band(assignment.hired_date, converted.date) as owner_tenure_band,
    converted.event, converted.currency,
    -- measures: records, reporting currency
    credited.record_count, credited.share, credited.amount, credited.settled_amount,
    -- times
    converted.date as event_date, converted.happened_at as event_at, star.local_time(converted.happened_at) as event_at_local
from credited
join converted using (payment_id)
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(credited.credited_id, converted.fallback_org_id)
    and assignment.valid_from_date <= converted.date
    and assignment.valid_to_date > converted.date
