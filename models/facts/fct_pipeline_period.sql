/*---
model: star.fct_pipeline_period
grain: one row per opportunity × credited employee × month in which it was due when the month began
key:   [opportunity_id, owner_id, month_start]
load:
  kind: incremental
  by: opportunity_id
  changed_by:
    star.fct_pipeline: opportunity_id
tests:
  - not_null: [is_slipped, org_then_key]
---*/
with pipeline as (
    select *, date_trunc('month', expected_close_date)::date as month_start
    from star.fct_pipeline
    where state = 'open' and {{ in_scope(opportunity_id) }}
),

-- a month begins with what was open at the end of the day before
due as (
    select *
    from pipeline
    where valid_from_date < month_start and valid_to_date >= month_start
)

select
    -- keys
    due.opportunity_id, due.owner_id, due.fallback_org_id, due.org_then_key, due.org_then_id,
    due.customer_key, due.stage_key, due.pipeline, due.product_id, due.campaign_id,
    -- attributes
    due.owner_tenure_band, due.source, due.opportunity_name, due.deal_size_band,
    -- of a month that has not ended: as things stand
    last.opportunity_id is not null as is_slipped,
    -- measures: records, reporting currency
    due.record_count, due.amount,
    -- times
    due.month_start, due.created_date, due.expected_close_date
from due
left join pipeline as last
    on  last.opportunity_id = due.opportunity_id
    and last.record_count = 1
    and last.valid_from_date <= last_day(due.month_start)
    and last.valid_to_date > last_day(due.month_start)
    and last.expected_close_date > due.expected_close_date
