/*---
model: star.fct_target_actual_day
grain: one row per metric × day × place, of one kind (target, actual, or an open deal that may still come)
key:   [kind, metric, date, subject_type, subject_id, owner_id, fallback_org_id, org_then_key]
load:  { kind: view }
---*/
select
    'target' as kind, metric, date, is_working_day, subject_type, subject_id, is_remainder,
    target, null::decimal(38, 2) as actual, null::decimal(38, 12) as forecast, null::double as variance,
    null::timestamp as event_at_local,
    owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band
from star.fct_target_day
union all
select
    'actual', actual.metric, actual.date, dim_date.is_working_day, null, null, false,
    null, actual.actual, null, null, actual.event_at_local,
    actual.owner_id, actual.fallback_org_id, actual.org_then_key, actual.org_then_id, actual.owner_tenure_band
from star.fct_actual_day as actual
left join star.dim_date on dim_date.date = actual.date
union all
select
    'open', metrics.metric, event.event_date, dim_date.is_working_day, null, event.opportunity_id, false,
    null, null,
    case metrics.metric
        when 'won_amount'
        then round(event.amount::decimal(26, 2) * rates.win_rate::decimal(11, 10), 2)::decimal(38, 12)
        -- a part of a deal is not money: it keeps its fraction
        else (event.record_count::decimal(3, 0) * rates.win_rate::decimal(13, 12))::decimal(38, 12)
    end,
    -- a deal comes whole or not at all
    power(case metrics.metric when 'won_amount' then event.amount else event.record_count end::double, 2)
        * rates.win_rate * (1 - rates.win_rate),
    null,
    event.owner_id, event.fallback_org_id, event.org_then_key, event.org_then_id, event.owner_tenure_band
from star.fct_opportunity_event as event
cross join (values ('won_amount'), ('won_count')) as metrics (metric)
join star.stage_win_rate as rates on rates.stage_key = event.stage_key
left join star.dim_date on dim_date.date = event.event_date
where event.event = 'due'
