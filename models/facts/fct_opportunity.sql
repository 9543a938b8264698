/*---
model: star.fct_opportunity
grain: one row per opportunity (accumulating)
key:   [opportunity_id]
load:
  kind: incremental
  by: opportunity_id
  changed_by:
    staging.stg_opportunity: opportunity_id
    star.fct_stage_change: opportunity_id
    star.fct_opportunity_event: opportunity_id
    star.dim_stage: select opportunity_id from staging.stg_opportunity join changed using (pipeline)
tests:
  - not_null: [customer_key, kind, created_date, org_then_key]
---*/
with opportunities as (
    select * from staging.stg_opportunity where {{ in_scope(opportunity_id) }}
),

stood as (
    select opportunity_id, from_step as step, null::timestamp as stood_at from star.fct_stage_change
    where {{ in_scope(opportunity_id) }}
    union all
    select opportunity_id, to_step, changed_at from star.fct_stage_change where {{ in_scope(opportunity_id) }}
    union all
    select opportunity_id, step, closed_at from opportunities
    union all
    select opportunity_id, 1, created_at from opportunities
),

-- the first moment at or beyond each step
reached as (
    select
        opportunity_id,
        max(step)::integer as reached_step,
        min(stood_at) filter (step >= 1) as reached_at_1, min(stood_at) filter (step >= 2) as reached_at_2,
        min(stood_at) filter (step >= 3) as reached_at_3, min(stood_at) filter (step >= 4) as reached_at_4,
        min(stood_at) filter (step >= 5) as reached_at_5, min(stood_at) filter (step >= 6) as reached_at_6,
        min(stood_at) filter (step >= 7) as reached_at_7, min(stood_at) filter (step >= 8) as reached_at_8
    from stood
    group by opportunity_id
),

created as (
    select
        opportunity_id, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band, event_date
    from star.fct_opportunity_event
    where event = 'created' and record_count = 1 and {{ in_scope(opportunity_id) }}
),

valued as (
    select opportunities.opportunity_id, star.converted(opportunities.amount, fx.rate) as reporting_amount
    from opportunities
    left join staging.stg_fx_rate as fx
        on  fx.currency = opportunities.currency
        and star.business_date(coalesce(opportunities.closed_at, opportunities.amount_changed_at)) >= fx.valid_from_date
        and star.business_date(coalesce(opportunities.closed_at, opportunities.amount_changed_at)) < fx.valid_to_date
)

select
    -- keys
    opportunities.opportunity_id, opportunities.customer_key, opportunities.stage_key, opportunities.pipeline,
    opportunities.product_id, opportunities.campaign_id, opportunities.lead_id,
    created.owner_id, created.fallback_org_id, created.org_then_key, created.org_then_id,
    -- attributes
    created.owner_tenure_band, opportunities.kind, opportunities.step, reached.reached_step,
    opportunities.source, opportunities.lost_reason, opportunities.competitor,
    -- money, reporting currency
    valued.reporting_amount as amount,
    -- times
    created.event_date as created_date, opportunities.created_at,
    star.business_date(opportunities.closed_at) as closed_date, opportunities.closed_at,
    opportunities.expected_close_date,
    reached.reached_at_1, reached.reached_at_2, reached.reached_at_3, reached.reached_at_4,
    reached.reached_at_5, reached.reached_at_6, reached.reached_at_7, reached.reached_at_8
from opportunities
join reached using (opportunity_id)
join created using (opportunity_id)
join valued using (opportunity_id)
