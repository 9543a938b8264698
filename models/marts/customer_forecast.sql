/*---
model: star.customer_forecast
grain: one row per pattern of buying, with what the fitted model expects of it
key:   [frequency, last_order_age_days, age_days]
load:  { kind: full, at: day }
through: forecast_customers
---*/
select distinct
    buyer.frequency, buyer.last_order_age_days, buyer.age_days, fit.r, fit.alpha, fit.a, fit.b
from staging.stg_buyer as buyer
cross join star.customer_fit as fit
where fit.r is not null
