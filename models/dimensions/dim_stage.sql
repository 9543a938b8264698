/*---
model: star.dim_stage
grain: one row per pipeline and stage; leads are a pipeline of their own
key:   [stage_key]
load:  { kind: full }
extras: { pipeline_stage: { id: stage_key } }
tests:
  - not_null: [pipeline, stage_id, name, kind]
  - accepted_values: { column: kind, values: [open, won, lost, disqualified, duplicate] }
---*/
with stages as (
    select
        pipeline, id as stage_id, name, kind, rank,
        -- 75 may be meant as 0.75, and may be a slip: nothing is guessed, the stage is listed
        case when probability between 0 and 1 then probability end as probability
    from crm.pipeline_stage
    union all
    select 'lead', stage_id, name, kind, rank, null::double
    from (
        values
            ('new', 'new', 'open', 1), ('contacted', 'contacted', 'open', 2), ('intent', 'intent', 'open', 3),
            ('converted', 'converted', 'won', 4), ('no_intent', 'no_intent', 'lost', 5),
            ('invalid', 'invalid', 'disqualified', 6), ('duplicate', 'duplicate', 'duplicate', 7)
    ) as lead_stages (stage_id, name, kind, rank)
),

-- steps are the dense order of the open stages, won is the last
steps as (
    select
        *,
        dense_rank() over (partition by pipeline, kind order by rank, stage_id) as rank_in_kind,
        count(*) filter (kind = 'open') over (partition by pipeline)            as open_count
    from stages
),

final as (
    select
        pipeline || '|' || stage_id as stage_key,
        pipeline, stage_id, name, kind, rank, probability,
        case kind when 'open' then rank_in_kind when 'won' then open_count + 1 end::integer as step,
        (open_count + 1)::integer as step_count
    from steps
)

select stage_key, pipeline, stage_id, name, kind, rank, step, step_count, probability from final
