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
        star.converted(payments.amount, fx.rate) as event_amount,
        -- of what was due, at the rate at which it was due
        case when payments.event = 'due' then star.converted(coalesce(settled.amount, 0), fx.rate) end
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

credited as (
    select
        converted.payment_id,
        unnest(star.credit_parts(converted.event_amount, converted.owner_id, credit.credits)) as part,
        -- shared as the amount itself is, also where its shares are left aside
        unnest(star.credit_parts(
            converted.event_settled_amount, converted.owner_id,
            star.fitting_credits(converted.event_amount, converted.owner_id, credit.credits)
        )) as settled_part
    from converted
    left join staging.stg_credit as credit
        on credit.record_type = converted.credit_type and credit.record_id = converted.credit_id
)

select
    -- keys
    credited.payment_id, coalesce(credited.part.employee_id, 'unassigned') as owner_id,
    case when credited.part.employee_id is null then converted.fallback_org_id else 'unassigned' end as fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    converted.customer_key, converted.contract_id, converted.order_id, converted.account_key,
    -- attributes
    star.tenure_band(assignment.hired_date, converted.date) as owner_tenure_band,
    converted.event, converted.currency,
    -- measures: records, reporting currency
    credited.part.record_count, credited.part.share, credited.part.amount, credited.settled_part.amount as settled_amount,
    -- times
    converted.date as event_date, converted.happened_at as event_at, star.local_time(converted.happened_at) as event_at_local
from credited
join converted using (payment_id)
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(credited.part.employee_id, converted.fallback_org_id)
    and assignment.valid_from_date <= converted.date
    and assignment.valid_to_date > converted.date
