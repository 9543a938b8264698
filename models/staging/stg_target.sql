/*---
model: staging.stg_target
grain: one row per subject × metric × period, in the version that counts
key:   [subject_type, subject_id, metric, period_start, period_end]
load:  { kind: view }
---*/
with dated as (
    select
        target.*,
        coalesce(
            target.period_end,
            case target.period
                when 'year' then (target.period_start + interval 1 year - interval 1 day)::date
                when 'half' then (target.period_start + interval 6 month - interval 1 day)::date
                when 'quarter' then (target.period_start + interval 3 month - interval 1 day)::date
                when 'month' then (target.period_start + interval 1 month - interval 1 day)::date
                when 'week' then target.period_start + 6
                else target.period_start
            end
        ) as last_date
    from crm.target
),

-- a revision made after the period closed never rewrites its attainment
versions as (
    select
        dated.*,
        row_number() over (
            partition by subject_type, subject_id, metric, period_start, last_date
            order by
                coalesce(star.business_date(revised_at) > last_date, false),
                case when star.business_date(revised_at) > last_date then revised_at end,
                revised_at desc nulls last,
                id desc
        ) as choice
    from dated
)

select
    versions.subject_type, versions.subject_id, versions.metric, versions.period,
    versions.period_start, versions.last_date as period_end,
    star.converted(versions.value, coalesce(fx.rate, 1)::decimal(20, 6)) as value
from versions
cross join star.setting
asof left join (select * from crm.fx_rate order by currency) as fx
    on fx.currency = nullif(versions.currency, setting.currency) and versions.period_start >= fx.on
where versions.choice = 1 and versions.last_date >= versions.period_start
