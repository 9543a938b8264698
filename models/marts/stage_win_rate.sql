/*---
model: star.stage_win_rate
grain: one row per open stage, with the share of deals closed in the last 365 days that stood in it and were won
key:   [stage_key]
load:  { kind: full }
tests:
  - not_null: [closed_count]
---*/
with closed as (
    select pipeline, kind, reached_step
    from star.fct_opportunity
    cross join star.publish
    where kind in ('won', 'lost')
      and closed_date > publish.as_of_date - 365 and closed_date <= publish.as_of_date
)

select
    stage.stage_key,
    count(closed.kind) as closed_count,
    case
        -- too few to speak: the source's own probability of the stage
        when count(closed.kind) < 30 then any_value(stage.probability)
        else count(*) filter (closed.kind = 'won') / count(closed.kind)::double
    end as win_rate
from star.dim_stage as stage
left join closed on closed.pipeline = stage.pipeline and closed.reached_step >= stage.step
where stage.kind = 'open' and stage.pipeline <> 'lead'
group by stage.stage_key
