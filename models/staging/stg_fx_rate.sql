/*---
model: staging.stg_fx_rate
grain: one row per currency × stretch of days in which a rate may be used
key:   [currency, valid_from_date]
load:  { kind: view }
---*/
select
    fx_rate.currency,
    fx_rate.on as valid_from_date,
    -- an old rate is not used: the row without one waits at the door
    least(
        coalesce(lead(fx_rate.on) over (partition by fx_rate.currency order by fx_rate.on), date '9999-12-31'),
        fx_rate.on + setting.fx_max_age_days + 1
    )::date as valid_to_date,
    -- wider than an amount: DuckDB multiplies two decimals of 18 digits as one of 18, which ends at ten billions
    fx_rate.rate::decimal(20, 6) as rate
from crm.fx_rate
cross join star.setting
where fx_rate.currency <> setting.currency
union all
select currency, date '0001-01-01', date '9999-12-31', 1::decimal(20, 6) from star.setting
