/*---
model: star.pipeline_maturity
grain: one row per record type and pipeline with anything won in the last 365 days
key:   [record_type, pipeline]
load:  { kind: full }
---*/
with won as (
    select
        'opportunity' as record_type, event.pipeline, event.cycle_days, event.event_date
    from star.fct_opportunity_event as event
    where event.event = 'won' and event.record_count = 1
    union all
    select 'lead', 'lead', days_to_4, cohort_date + days_to_4::integer
    from star.fct_funnel
    where record_type = 'lead' and is_won
)

select won.record_type, won.pipeline, quantile_cont(won.cycle_days, 0.9) as p90_cycle_days
from won
cross join star.publish
where won.event_date > publish.as_of_date - 365 and won.event_date <= publish.as_of_date
group by won.record_type, won.pipeline
