/*---
model: star.fct_receivable
grain: one row per due amount × credited employee × stretch of days at whose end the same part of it is unpaid
key:   [payment_id, owner_id, valid_from_date]
load:
  kind: incremental
  by: payment_id
  changed_by:
    star.fct_payment: select payment_id from changed where event = 'due'
    staging.stg_payment: select payment_id from changed where event = 'due'
    staging.stg_settlement: due_id
    crm.fx_rate: select payment_id from staging.stg_payment join changed using (currency) where event = 'due'
    star.org_assignment: >
      select payment_id from star.fct_receivable
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
tests:
  - not_null: [org_then_key, amount, valid_to_date]
---*/
with steps as (
    select payment_id, date as on_date, amount as step
    from staging.stg_payment
    where event = 'due' and {{ in_scope(payment_id) }}
    union all
    select due_id, settled_date, -amount
    from staging.stg_settlement
    where {{ in_scope(due_id) }}
),

balances as (
    select
        payment_id, on_date as valid_from_date,
        coalesce(lead(on_date) over due, date '9999-12-31') as valid_to_date,
        sum(sum(step)) over due as balance
    from steps
    group by payment_id, on_date
    window due as (partition by payment_id order by on_date)
),

-- at the rate at which it was due
unpaid as (
    select
        balances.payment_id, balances.valid_from_date, balances.valid_to_date,
        star.converted(balances.balance, fx.rate) as balance
    from balances
    join staging.stg_payment as due using (payment_id)
    join staging.stg_fx_rate as fx
        on  fx.currency = due.currency
        and fx.valid_from_date <= due.date
        and fx.valid_to_date > due.date
    where balances.balance > 0 and {{ in_scope(payment_id) }}
),

dues as (
    select * from star.fct_payment where event = 'due' and {{ in_scope(payment_id) }}
),

-- the owner takes what the shares of the others leave
others as (
    select
        unpaid.payment_id, unpaid.valid_from_date,
        sum(round(unpaid.balance::decimal(26, 2) * dues.share, 2)) as balance
    from unpaid
    join dues using (payment_id)
    where dues.record_count = 0
    group by unpaid.payment_id, unpaid.valid_from_date
),

credited as (
    select
        unpaid.payment_id, unpaid.valid_from_date, unpaid.valid_to_date,
        dues.owner_id, dues.fallback_org_id, dues.customer_key, dues.contract_id, dues.order_id, dues.currency,
        dues.owner_tenure_band, dues.record_count, dues.share, dues.event_date as due_date,
        case dues.record_count
            when 0 then round(unpaid.balance::decimal(26, 2) * dues.share, 2)
            else unpaid.balance - coalesce(others.balance, 0)
        end::decimal(18, 2) as amount
    from unpaid
    join dues using (payment_id)
    left join others using (payment_id, valid_from_date)
)

select
    -- keys
    credited.payment_id, credited.owner_id, credited.fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    credited.customer_key, credited.contract_id, credited.order_id,
    -- attributes
    credited.owner_tenure_band, credited.currency,
    -- measures: records, reporting currency
    credited.record_count, credited.share, credited.amount,
    -- times
    credited.due_date,
    greatest(credited.valid_from_date, assignment.valid_from_date) as valid_from_date,
    least(credited.valid_to_date, assignment.valid_to_date)        as valid_to_date
from credited
join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(nullif(credited.owner_id, 'unassigned'), credited.fallback_org_id)
    and assignment.valid_from_date < credited.valid_to_date
    and assignment.valid_to_date > credited.valid_from_date
