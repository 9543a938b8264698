/*---
model: staging.stg_stage_change
grain: one row per stage change of an opportunity, in its pipeline
key:   [stage_change_id]
load:  { kind: view }
---*/
select
    change.id             as stage_change_id,
    change.opportunity_id,
    opportunity.pipeline,
    from_stage.stage_key  as from_stage_key,
    from_stage.kind       as from_kind,
    from_stage.step       as from_step,
    to_stage.stage_key    as to_stage_key,
    to_stage.kind         as to_kind,
    to_stage.step         as to_step,
    change.changed_at,
    change.amount,
    change.owner_id
from crm.stage_change as change
join staging.stg_opportunity_stage as opportunity on opportunity.opportunity_id = change.opportunity_id
left join star.dim_stage as from_stage
    on from_stage.pipeline = opportunity.pipeline and from_stage.stage_id = change.from_stage_id
left join star.dim_stage as to_stage
    on to_stage.pipeline = opportunity.pipeline and to_stage.stage_id = change.to_stage_id
