/*---
model: star.customer_value
grain: one row per customer with a paid order, when the forecast is not refused
key:   [customer_key]
load:  { kind: full, at: day }
tests:
  - not_null: [p_alive, expected_orders_90d, churn_risk]
---*/
with thresholds as (
    select
        any_value(value) filter (name = 'churn_high') as churn_high,
        any_value(value) filter (name = 'churn_low')  as churn_low
    from star.customer_threshold
)

select
    buyer.customer_key,
    forecast.p_alive, forecast.expected_orders_90d, forecast.p_order_365d,
    -- Fader and Hardie 2013: an order's value, between the customer's own average and everybody's; not discounted
    (forecast.expected_orders_365d * case
        when buyer.frequency > 0 and buyer.mean_value > 0
            then fit.p * (fit.v + buyer.frequency * buyer.mean_value) / (fit.p * buyer.frequency + fit.q - 1)
        else fit.p * fit.v / (fit.q - 1)
    end)::decimal(38, 2) as clv_12m,
    -- not by p_alive: who ordered once could not leave yet in this model, however long ago that was
    case
        when forecast.p_order_365d < thresholds.churn_high then 'high'
        when forecast.p_order_365d < thresholds.churn_low then 'medium'
        else 'low'
    end as churn_risk,
    fit.as_of_date as analysis_date
from staging.stg_buyer as buyer
join star.customer_forecast as forecast using (frequency, last_order_age_days, age_days)
cross join star.customer_fit as fit
cross join thresholds
