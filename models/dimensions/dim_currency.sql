/*---
model: star.dim_currency
grain: one row per currency that has rates, and the reporting currency
key:   [currency]
load:  { kind: full }
tests:
  - not_null: [is_reporting]
---*/
select currency, true as is_reporting, 1::decimal(18, 6) as latest_rate, null::date as latest_rate_date from star.setting
union all
select fx_rate.currency, false, max_by(fx_rate.rate, fx_rate.on), max(fx_rate.on)
from crm.fx_rate
cross join star.setting
where fx_rate.currency <> setting.currency
group by fx_rate.currency
