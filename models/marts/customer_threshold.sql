/*---
model: star.customer_threshold
grain: one row per threshold of a customer class, its latest version
key:   [name]
load:  { kind: full, at: day }
through: freeze_thresholds
tests:
  - not_null: [value, version]
---*/
with bought as (
    select
        days.customer_key,
        sum(days.revenue - days.refund_amount) as net_revenue,
        case when any_value(setting.is_one_order_a_day) then count(*) filter (days.order_count > 0)
            else sum(days.order_count)
        end as frequency,
        sum(days.revenue) / nullif(sum(days.order_count), 0)::double as ticket
    from staging.stg_customer_day as days
    cross join star.publish
    cross join star.setting
    where days.date > publish.as_of_date - 365 and days.date <= publish.as_of_date
    group by days.customer_key
    having sum(days.order_count) > 0
),

-- the medians of buyers, frozen at the first build that has some: nobody changes class because others moved
proposals as (
    select 'active_net_revenue' as name, median(net_revenue::double) as value from bought
    union all
    select 'quadrant_frequency', median(frequency::double) from bought
    union all
    select 'quadrant_ticket', median(ticket) from bought
    union all
    -- chances of another order within a year: below is a high risk of losing the customer, from there on a low one
    values ('churn_high', 0.3::double), ('churn_low', 0.7::double)
)

select
    proposals.name,
    coalesce(decision.value, proposals.value) as value,
    decision.value is not null as is_decided,
    case when decision.value is not null then 'decided'
        when proposals.name like 'churn%' then 'default' else 'median of buyers'
    end as reason
from proposals
left join star.threshold_decision as decision on decision.name = proposals.name
