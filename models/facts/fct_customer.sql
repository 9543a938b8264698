/*---
model: star.fct_customer
grain: one row per merged customer, as of today
key:   [customer_key]
load:
  kind: incremental
  by: customer_key
  changed_by:
    star.fct_customer_month: customer_key
    staging.stg_customer_day: customer_key
    staging.stg_customer_answer: customer_key
    star.dim_customer: customer_key
tests:
  - not_null: [date, org_then_key, customer_stage, lifecycle_stage]
---*/
with customers as (
    select fact.*, customer.created_date
    from star.fct_customer_month as fact
    join star.publish on publish.as_of_date = fact.date
    join star.dim_customer as customer using (customer_key)
    where {{ in_scope(fact.customer_key) }}
),

days as (
    select days.*, publish.as_of_date, publish.as_of_date - days.date as age, setting.rfm_window_days as window_days
    from staging.stg_customer_day as days
    cross join star.publish
    cross join star.setting
    where days.date <= publish.as_of_date and {{ in_scope(days.customer_key) }}
),

gaps as (
    select customer_key, median(gap::double) as median_gap_days
    from (
        select customer_key, date - lag(date) over (partition by customer_key order by date) as gap
        from days
        where order_count > 0
    )
    group by customer_key
),

bought as (
    select
        customer_key,
        min(date) filter (order_count > 0)                                          as first_paid_date,
        max(date) filter (order_count > 0)                                          as last_paid_date,
        (list(date order by date) filter (order_count > 0))[2]                      as second_paid_date,
        count(*) filter (order_count > 0)                                           as order_days,
        sum(order_count) filter (age < window_days)                                 as order_count,
        count(*) filter (order_count > 0 and age < window_days)                     as order_days_in_window,
        sum(revenue) filter (age < window_days)                                     as revenue,
        sum(refund_amount) filter (age < window_days)                               as refund_amount,
        sum(order_count) filter (age >= window_days and age < 2 * window_days)      as previous_order_count,
        sum(order_count) filter (age >= window_days)                                as orders_before,
        sum(order_count) filter (age < 365)                                         as orders_365d,
        sum(revenue - refund_amount) filter (age < 365)                             as net_revenue_365d,
        coalesce(sum(revenue) filter (age < 90), 0)                                 as revenue_90d,
        coalesce(sum(revenue) filter (age >= 90 and age < 180), 0)                  as revenue_90d_before
    from days
    group by customer_key
),

answers as (
    select
        customer_key,
        arg_max(is_refusal, (answered_at, activity_id))                        as is_last_refusal,
        max(star.business_date(answered_at)) filter (is_two_way)               as last_contact_date
    from staging.stg_customer_answer
    cross join star.publish
    where star.business_date(answered_at) <= publish.as_of_date and {{ in_scope(customer_key) }}
    group by customer_key
),

final as (
    select
        customers.*, bought.* exclude (customer_key, order_count, revenue, refund_amount),
        coalesce(bought.order_count, 0)                      as window_order_count,
        coalesce(bought.revenue, 0)                          as window_revenue,
        coalesce(bought.refund_amount, 0)                    as window_refund_amount,
        answers.is_last_refusal, answers.last_contact_date,
        customers.date - bought.last_paid_date               as silent_days,
        gaps.median_gap_days,
        setting.is_one_order_a_day,
        (select value from star.customer_threshold where name = 'active_net_revenue') as active_net_revenue
    from customers
    left join bought using (customer_key)
    left join gaps using (customer_key)
    left join answers using (customer_key)
    cross join star.setting
)

select
    -- keys
    customer_key, owner_id, fallback_org_id, org_then_key, org_then_id,
    -- attributes
    owner_tenure_band, quadrant,
    case
        when silent_days < 90 and orders_365d >= 2 and net_revenue_365d > active_net_revenue then 'strong_active'
        when silent_days < 90 then 'recent'
        when silent_days is not null then 'strong_intent'
        when is_last_refusal then 'no_intent'
        when date - last_contact_date < 90 then 'weak_intent'
        else 'untouched'
    end as customer_stage,
    case
        when silent_days >= 365 then 'lost'
        when revenue_90d_before > 0 and revenue_90d <= 0.8 * revenue_90d_before then 'decline'
        when order_days >= 3 and silent_days > 2 * median_gap_days then 'decline'
        when first_paid_date is null or date - first_paid_date < 30 then 'acquisition'
        when revenue_90d > 0 and revenue_90d >= 1.2 * revenue_90d_before then 'growth'
        when date - first_paid_date < 180 and second_paid_date - first_paid_date <= 90 then 'growth'
        else 'maturity'
    end as lifecycle_stage,
    window_order_count > 0                                 as is_buyer,
    window_order_count > 1                                 as is_repeat_buyer,
    coalesce(previous_order_count, 0) > 0                  as was_buyer,
    coalesce(orders_before, 0) > 0                         as has_bought_before,
    -- measures inside the window: orders, reporting currency
    window_order_count::integer                            as order_count,
    case when is_one_order_a_day then coalesce(order_days_in_window, 0) else window_order_count end::integer as frequency,
    window_revenue::decimal(38, 2)                         as revenue,
    window_refund_amount::decimal(38, 2)                   as refund_amount,
    (window_revenue - window_refund_amount)::decimal(38, 2) as net_revenue,
    -- times
    date, created_date, first_paid_date, last_paid_date, last_contact_date
from final
