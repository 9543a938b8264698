/*---
model: staging.stg_customer_day
grain: one row per known customer × business day with a paid order or a refund
key:   [customer_key, date]
load:
  kind: incremental
  by: customer_key
  changed_by:
    star.fct_order: customer_key
---*/
with events as (
    select order_id, customer_key, event, event_date, amount
    from star.fct_order
    where customer_key <> 'unknown' and {{ in_scope(customer_key) }}
),

-- what was paid that day and not given back since
kept as (
    select customer_key, paid_date as date, sum(amount) as kept_amount
    from (
        select
            customer_key,
            min(event_date) filter (event = 'paid') as paid_date,
            sum(case event when 'paid' then amount else -amount end) as amount
        from events
        group by order_id, customer_key
    )
    group by customer_key, paid_date
),

days as (
    select
        customer_key, event_date as date,
        count(distinct order_id) filter (event = 'paid') as order_count,
        coalesce(sum(amount) filter (event = 'paid'), 0) as revenue,
        coalesce(sum(amount) filter (event = 'refund'), 0) as refund_amount
    from events
    group by customer_key, event_date
)

select
    customer_key, date, order_count::integer as order_count,
    revenue::decimal(38, 2) as revenue, refund_amount::decimal(38, 2) as refund_amount,
    kept.kept_amount::decimal(38, 2) as kept_amount
from days
left join kept using (customer_key, date)
