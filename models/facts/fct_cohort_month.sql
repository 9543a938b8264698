/*---
model: star.fct_cohort_month
grain: one row per customer with a first paid order × calendar month from that order on
key:   [customer_key, month_no]
load:
  kind: incremental
  by: customer_key
  changed_by:
    star.fct_order: customer_key
    staging.stg_customer_day: customer_key
tests:
  - not_null: [cohort_date, org_then_key, is_retained]
  - references: { column: org_then_key, to: star.dim_org.org_key }
---*/
-- the cohort hangs where its first order hangs, so that it is as large as the new customers of the month are many
with first_orders as (
    select
        orders.customer_key, orders.owner_id, orders.fallback_org_id, orders.org_then_key, orders.org_then_id,
        orders.owner_tenure_band, orders.event_date as cohort_date, publish.as_of_date
    from star.fct_order as orders
    cross join star.publish
    where orders.event = 'paid' and orders.is_first_order and orders.record_count = 1
      and orders.customer_key <> 'unknown' and orders.event_date <= publish.as_of_date
      and {{ in_scope(orders.customer_key) }}
    qualify row_number() over (partition by orders.customer_key order by orders.line_id) = 1
),

months as (
    select
        *,
        unnest(generate_series(
            date_trunc('month', cohort_date), date_trunc('month', as_of_date), interval 1 month
        ))::date as month
    from first_orders
),

bought as (
    select customer_key, date_trunc('month', date)::date as month, sum(order_count) as order_count, sum(revenue) as revenue
    from staging.stg_customer_day
    cross join star.publish
    where order_count > 0 and date <= publish.as_of_date and {{ in_scope(customer_key) }}
    group by all
)

select
    -- keys
    months.customer_key, months.owner_id, months.fallback_org_id, months.org_then_key, months.org_then_id,
    -- attributes
    months.owner_tenure_band,
    date_diff('month', date_trunc('month', months.cohort_date), months.month)::integer as month_no,
    months.as_of_date > last_day(months.month)        as is_finished,
    bought.customer_key is not null                   as is_retained,
    -- measures: orders, reporting currency
    coalesce(bought.order_count, 0)::integer          as order_count,
    coalesce(bought.revenue, 0)::decimal(38, 2)       as revenue,
    -- times
    months.cohort_date, months.month
from months
left join bought on bought.customer_key = months.customer_key and bought.month = months.month
