/*---
model: staging.stg_opportunity_gone
grain: one row per opportunity that its source no longer has, as it last was
key:   [opportunity_id]
load:
  kind: incremental
  by: opportunity_id
  changed_by:
    crm.opportunity: id
    star.dim_stage: select opportunity_id from staging.stg_opportunity_gone join changed using (stage_id)
    star.customer_member: >
      select log.id from crm_log.opportunity as log join changed using (customer_id)
    star.dim_customer: >
      select log.id from crm_log.opportunity as log
        join star.customer_member using (customer_id) join changed using (customer_key)
tests:
  - not_null: [pipeline, kind, customer_key]
---*/
with last_versions as (
    select log.*
    from crm_log.opportunity as log
    anti join crm.opportunity on opportunity.id = log.id
    where log._op = 'upsert' and {{ in_scope(log.id) }}
    qualify row_number() over (partition by log.id order by log._run_id desc) = 1
),

-- an opportunity without a pipeline takes the one that has its stage
only_pipeline as (
    select stage_id, min(pipeline) as pipeline from star.dim_stage where pipeline <> 'lead' group by stage_id
)

select
    opportunity.id as opportunity_id,
    coalesce(opportunity.pipeline, only_pipeline.pipeline, 'default') as pipeline,
    opportunity.stage_id, stage.stage_key,
    coalesce(stage.kind, 'open') as kind,
    coalesce(member.customer_key, 'unknown') as customer_key,
    customer.place_key,
    opportunity.name,
    opportunity.created_at,
    case when coalesce(stage.kind, 'open') <> 'open' then opportunity.closed_at end as closed_at,
    opportunity.source, opportunity.campaign_id, opportunity.product_id
from last_versions as opportunity
left join only_pipeline on only_pipeline.stage_id = opportunity.stage_id
left join star.dim_stage as stage
    on  stage.pipeline = coalesce(opportunity.pipeline, only_pipeline.pipeline, 'default')
    and stage.stage_id = opportunity.stage_id
left join star.customer_member as member on member.customer_id = opportunity.customer_id
left join star.dim_customer as customer on customer.customer_key = member.customer_key
