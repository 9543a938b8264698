/*---
model: staging.stg_opportunity_stage
grain: one row per opportunity, with its present stage
key:   [opportunity_id]
load:  { kind: view }
---*/
-- an opportunity without a pipeline takes the one that has its stage
with only_pipeline as (
    select stage_id, min(pipeline) as pipeline from star.dim_stage where pipeline <> 'lead' group by stage_id
)

select
    opportunity.id as opportunity_id,
    coalesce(opportunity.pipeline, only_pipeline.pipeline, 'default') as pipeline,
    dim_stage.stage_key,
    -- a stage that nobody declared is not a close
    coalesce(dim_stage.kind, 'open') as kind,
    dim_stage.step,
    dim_stage.step_count
from crm.opportunity
left join only_pipeline on only_pipeline.stage_id = opportunity.stage_id
left join star.dim_stage
    on  dim_stage.stage_id = opportunity.stage_id
    and dim_stage.pipeline = coalesce(opportunity.pipeline, only_pipeline.pipeline)
