/*---
model: star.dim_date
grain: one row per day, from 1990 to the end of next year or of the last target
key:   [date]
live: true
load:  { kind: full }
tests:
  - not_null: [is_working_day]
---*/
with span as (
    select
        date '1990-01-01' as from_date,
        least(
            greatest(
                (date_trunc('year', publish.as_of_date) + interval 2 year - interval 1 day)::date,
                coalesce((select max(coalesce(period_end, period_start + 366)) from crm.target), publish.as_of_date)
            ),
            -- a junk year must not make a calendar of a million days
            (publish.as_of_date + interval 10 year)::date
        ) as to_date
    from star.publish
),

days as (
    select unnest(generate_series(from_date, to_date, interval 1 day))::date as on_date from span
),

final as (
    select
        days.on_date,
        coalesce(day_exception.is_working_day, isodow(days.on_date) <= 5) as is_working_day,
        nullif(day_exception.name, '') as holiday_name,
        (days.on_date - to_months(setting.fiscal_year_start - 1))::date as fiscal_date,
        case setting.week_starts
            when 'sunday' then days.on_date - dayofweek(days.on_date)::integer
            else date_trunc('week', days.on_date)::date
        end as week_start
    from days
    cross join star.setting
    left join star.day_exception on day_exception.date = days.on_date
)

select
    on_date                       as date,
    year(on_date)::integer        as year,
    quarter(on_date)::integer     as quarter,
    month(on_date)::integer       as month,
    week(on_date)::integer        as iso_week,
    week_start::date              as week_start,
    isodow(on_date)::integer      as day_of_week,
    is_working_day,
    holiday_name,
    year(fiscal_date)::integer    as fiscal_year,
    quarter(fiscal_date)::integer as fiscal_quarter
from final
