/*---
model: staging.stg_buyer
grain: one row per customer with a paid order, with the history that the forecast reads
key:   [customer_key]
load:  { kind: view }
---*/
select
    days.customer_key,
    -- days with an order after the first; the model knows no two orders at one moment
    (count(*) - 1)::integer as frequency,
    -- not RFM's recency: from the first order to the last one
    (max(days.date) - min(days.date))::integer as last_order_age_days,
    (any_value(publish.as_of_date) - min(days.date))::integer as age_days,
    -- of an order day after the first
    (sum(days.kept_amount) - arg_min(days.kept_amount, days.date))::double / nullif(count(*) - 1, 0) as mean_value
from staging.stg_customer_day as days
cross join star.publish
where days.order_count > 0 and days.date <= publish.as_of_date
group by days.customer_key
