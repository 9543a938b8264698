/*---
model: staging.stg_opportunity
grain: one row per opportunity, with what it refers to made known
key:   [opportunity_id]
load:
  kind: incremental
  by: opportunity_id
  changed_by:
    crm.opportunity: id
    crm.stage_change: opportunity_id
    crm.record_change: select record_id from changed where record_type = 'opportunity'
    star.dim_stage: select id from crm.opportunity join changed using (stage_id)
    star.customer_member: select id from crm.opportunity join changed using (customer_id)
    star.dim_customer: >
      select id from crm.opportunity join star.customer_member using (customer_id) join changed using (customer_key)
    star.dim_org_current: select id from crm.opportunity join changed on pool_unit_id = changed.org_id
tests:
  - not_null: [pipeline, kind, customer_key]
---*/
with opportunities as (
    select * from crm.opportunity where {{ in_scope(id) }}
),

-- an opportunity without a pipeline takes the one that has its stage
only_pipeline as (
    select stage_id, min(pipeline) as pipeline from star.dim_stage where pipeline <> 'lead' group by stage_id
),

staged as (
    select
        opportunities.id as opportunity_id,
        coalesce(opportunities.pipeline, only_pipeline.pipeline, 'default') as pipeline
    from opportunities
    left join only_pipeline on only_pipeline.stage_id = opportunities.stage_id
),

closing_changes as (
    select opportunity_id, max(changed_at) as closing_changed_at
    from crm.stage_change
    where {{ in_scope(opportunity_id) }}
      and to_stage_id in (select stage_id from star.dim_stage where kind <> 'open')
    group by opportunity_id
),

amount_changes as (
    select record_id as opportunity_id, max(record_change.at) as amount_changed_at
    from crm.record_change
    where record_type = 'opportunity' and field in ('amount', 'currency') and {{ in_scope(record_id) }}
    group by record_id
)

select
    opportunity.id                          as opportunity_id,
    staged.pipeline, stage.stage_key,
    -- a stage that nobody declared is not a close
    coalesce(stage.kind, 'open') as kind,
    stage.step, stage.step_count,
    coalesce(member.customer_key, 'unknown') as customer_key,
    opportunity.owner_id,
    -- where it hangs while nobody owns it: its pool, else the territory around the customer's place
    pool.org_id as pool_org_id, customer.place_key,
    opportunity.name, opportunity.amount,
    coalesce(opportunity.currency, setting.currency) as currency,
    opportunity.created_at,
    case
        when coalesce(stage.kind, 'open') <> 'open'
        then coalesce(
            opportunity.closed_at, closing_changes.closing_changed_at, opportunity.updated_at, opportunity.created_at
        )
    end as closed_at,
    opportunity.expected_close_on as expected_close_date,
    coalesce(amount_changes.amount_changed_at, opportunity.created_at) as amount_changed_at,
    opportunity.lost_reason, opportunity.competitor,
    opportunity.source, opportunity.campaign_id, opportunity.lead_id, opportunity.product_id
from opportunities as opportunity
cross join star.setting
join staged on staged.opportunity_id = opportunity.id
left join star.dim_stage as stage
    on stage.pipeline = staged.pipeline and stage.stage_id = opportunity.stage_id
left join star.customer_member as member on member.customer_id = opportunity.customer_id
left join star.dim_customer as customer on customer.customer_key = member.customer_key
left join star.dim_org_current as pool on pool.org_id = opportunity.pool_unit_id
left join closing_changes on closing_changes.opportunity_id = opportunity.id
left join amount_changes on amount_changes.opportunity_id = opportunity.id
