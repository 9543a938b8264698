/*---
model: star.fct_customer_month
grain: one row per merged customer × calendar month since it was first known, as it stood at the month's end or today
key:   [customer_key, month]
load:
  kind: incremental
  by: customer_key
  changed_by:
    star.dim_customer: customer_key
    staging.stg_customer_day: customer_key
    staging.stg_customer_owner: customer_key
    staging.stg_lead: customer_key
    star.place_territory: >
      select customer_key from star.fct_customer_month as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select customer_key from star.fct_customer_month
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
tests:
  - not_null: [date, org_then_key, is_buyer]
  - references: { column: org_then_key, to: star.dim_org.org_key }
---*/
with days as (
    select * from staging.stg_customer_day where {{ in_scope(customer_key) }}
),

known as (
    select customer_key, created_date as date from star.dim_customer where {{ in_scope(customer_key) }}
    union all
    select customer_key, star.business_date(created_at) from staging.stg_lead where {{ in_scope(customer_key) }}
    union all
    select customer_key, date from days
),

months as (
    select
        customer_key,
        unnest(generate_series(
            date_trunc('month', least(coalesce(min(known.date), publish.as_of_date), publish.as_of_date)),
            date_trunc('month', publish.as_of_date), interval 1 month
        ))::date as month,
        publish.as_of_date
    from known
    cross join star.publish
    where customer_key <> 'unknown'
    group by customer_key, publish.as_of_date
),

ends as (
    select customer_key, month, as_of_date, least(last_day(month), as_of_date) as date from months
),

bought as (
    select
        ends.customer_key, ends.month,
        sum(days.order_count)                                                    as orders_ever,
        sum(days.order_count) filter (days.date < ends.month)                    as orders_before,
        sum(days.order_count) filter (days.date >= ends.month)                   as order_count,
        sum(days.revenue) filter (days.date >= ends.month)                       as revenue,
        sum(days.refund_amount) filter (days.date >= ends.month)                 as refund_amount,
        sum(days.order_count) filter (days.date > ends.date - 365)               as orders_365d,
        count(*) filter (days.order_count > 0 and days.date > ends.date - 365)   as order_days_365d,
        sum(days.revenue) filter (days.date > ends.date - 365)                   as revenue_365d
    from ends
    join days on days.customer_key = ends.customer_key and days.date <= ends.date
    group by ends.customer_key, ends.month
),

thresholds as (
    select
        any_value(value) filter (name = 'quadrant_frequency') as frequency,
        any_value(value) filter (name = 'quadrant_ticket')    as ticket
    from star.customer_threshold
),

judged as (
    select
        ends.*, bought.* exclude (customer_key, month),
        case when setting.is_one_order_a_day then order_days_365d else orders_365d end > thresholds.frequency as is_frequent,
        revenue_365d / nullif(orders_365d, 0)::double > thresholds.ticket                                     as is_large
    from ends
    left join bought using (customer_key, month)
    cross join star.setting
    cross join thresholds
),

grouped as (
    select
        *,
        case
            when coalesce(orders_ever, 0) = 0 then 'A'
            when coalesce(orders_365d, 0) = 0 then 'dormant'
            when is_frequent and is_large then 'E'
            when is_large then 'D'
            when is_frequent then 'C'
            -- before the borders are frozen nobody is low
            when not is_frequent and not is_large then 'B'
        end as quadrant
    from judged
),

placed as (
    select
        grouped.*, owner.owner_id,
        case when owner.owner_id is null
            then coalesce(owner.pool_org_id, territory.org_id, 'unassigned') else 'unassigned'
        end as fallback_org_id
    from grouped
    join staging.stg_customer_owner as owner
        on  owner.customer_key = grouped.customer_key
        and owner.valid_from_date <= grouped.date
        and owner.valid_to_date > grouped.date
    left join star.place_territory as territory
        on  territory.place_key = owner.place_key
        and territory.valid_from_date <= grouped.date
        and territory.valid_to_date > grouped.date
)

select
    -- keys
    placed.customer_key, coalesce(placed.owner_id, 'unassigned') as owner_id, placed.fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    -- attributes
    star.tenure_band(assignment.hired_date, placed.date) as owner_tenure_band,
    placed.quadrant,
    lag(placed.quadrant) over customer_months            as previous_quadrant,
    placed.as_of_date > last_day(placed.month)           as is_finished,
    coalesce(placed.order_count, 0) > 0                  as is_buyer,
    coalesce(placed.order_count, 0) > 1                  as is_repeat_buyer,
    coalesce(lag(placed.order_count) over customer_months, 0) > 0 as was_buyer,
    coalesce(placed.orders_before, 0) > 0                as has_bought_before,
    -- measures: orders, reporting currency
    coalesce(placed.order_count, 0)::integer             as order_count,
    coalesce(placed.revenue, 0)::decimal(38, 2)          as revenue,
    coalesce(placed.refund_amount, 0)::decimal(38, 2)    as refund_amount,
    -- times
    placed.month, placed.date
from placed
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(placed.owner_id, placed.fallback_org_id)
    and assignment.valid_from_date <= placed.date
    and assignment.valid_to_date > placed.date
window customer_months as (partition by placed.customer_key order by placed.month)
