/*---
model: star.customer_fit
grain: one row, the parameters of BG/NBD (weeks) and Gamma-Gamma fitted to all buyers, or the reason against
key:   [as_of_date]
load:  { kind: full, at: day }
through: fit_customers
---*/
select
    frequency, last_order_age_days, age_days, mean_value,
    (count(*) over ())::integer          as buyer_count,
    max(age_days) over ()                as history_days,
    max(frequency) over () + 1           as most_orders
from staging.stg_buyer
-- ten thousand fix the parameters to the second digit; md5 picks the same ones in every build
qualify row_number() over (order by md5(customer_key)) <= 10000
order by frequency, last_order_age_days, age_days, mean_value
