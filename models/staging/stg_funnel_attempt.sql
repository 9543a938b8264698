/*---
model: staging.stg_funnel_attempt
grain: one row per attempt of a record, from its creation or a reopening to the next reopening
key:   [record_type, record_id, attempt_no]
load:
  kind: incremental
  by: record_id
  changed_by:
    staging.stg_opportunity: opportunity_id
    staging.stg_lead: lead_id
    star.fct_stage_change: opportunity_id
    crm.record_change: select record_id from changed where record_type = 'lead'
    star.dim_stage: select record_id from staging.stg_funnel_attempt join changed using (pipeline)
---*/
with records as (
    select
        'opportunity' as record_type, opportunity_id as record_id, pipeline, created_at, closed_at, kind, step
    from staging.stg_opportunity
    where {{ in_scope(opportunity_id) }}
    union all
    select
        'lead', lead.lead_id, 'lead', lead.created_at,
        case when lead.is_converted then lead.converted_at end,
        case when lead.is_converted then 'won' else stage.kind end,
        case when lead.is_converted then 4 else stage.step end
    from staging.stg_lead as lead
    join star.dim_stage as stage on stage.stage_key = 'lead|' || lead.status
    where {{ in_scope(lead.lead_id) }}
),

changes as (
    select
        'opportunity' as record_type, opportunity_id as record_id, changed_at, stage_change_id as change_id,
        from_kind, from_step, to_kind, to_step
    from star.fct_stage_change
    where {{ in_scope(opportunity_id) }}
    union all
    select 'lead', change.record_id, change.at, change.id, old.kind, old.step, new.kind, new.step
    from crm.record_change as change
    left join star.dim_stage as old on old.stage_key = 'lead|' || change.old_value
    left join star.dim_stage as new on new.stage_key = 'lead|' || change.new_value
    where change.record_type = 'lead' and change.field = 'status' and {{ in_scope(change.record_id) }}
),

starts as (
    select record_type, record_id, created_at as started_at, 1 as first_step, '' as change_id from records
    union all
    select record_type, record_id, changed_at, to_step, change_id
    from changes
    where from_kind <> 'open' and to_kind = 'open'
),

attempts as (
    select
        starts.record_type, starts.record_id, starts.started_at, starts.first_step,
        row_number() over record        as attempt_no,
        lead(starts.started_at) over record as next_started_at
    from starts
    window record as (
        partition by starts.record_type, starts.record_id order by starts.change_id <> '', starts.started_at, starts.change_id
    )
),

stood as (
    -- where the attempt began, and for a first attempt the stage that the first change left
    select record_type, record_id, attempt_no, started_at as stood_at, greatest(first_step, 1) as step from attempts
    union all
    select changes.record_type, changes.record_id, attempts.attempt_no, attempts.started_at, changes.from_step
    from changes
    join attempts
        on  attempts.record_type = changes.record_type and attempts.record_id = changes.record_id
        and attempts.attempt_no = 1
    where changes.from_kind = 'open'
    qualify row_number() over (
        partition by changes.record_type, changes.record_id order by changes.changed_at, changes.change_id
    ) = 1
    union all
    select changes.record_type, changes.record_id, attempts.attempt_no, changes.changed_at, changes.to_step
    from changes
    join attempts
        on  attempts.record_type = changes.record_type and attempts.record_id = changes.record_id
        and (attempts.attempt_no = 1 or attempts.started_at <= changes.changed_at)
        and (attempts.next_started_at is null or changes.changed_at < attempts.next_started_at)
    union all
    -- the present state belongs to the last attempt; when it got there is known for a close only
    select records.record_type, records.record_id, attempts.attempt_no, records.closed_at, records.step
    from records
    join attempts
        on  attempts.record_type = records.record_type and attempts.record_id = records.record_id
        and attempts.next_started_at is null
),

-- who stood there before the record was entered stood there when it was: no way takes less than no time
timed as (
    select
        stood.* exclude (stood_at),
        case when stood.stood_at < attempts.started_at then attempts.started_at else stood.stood_at end as stood_at
    from stood
    join attempts using (record_type, record_id, attempt_no)
),

reached as (
    select
        record_type, record_id, attempt_no,
        max(step)::integer as reached_step,
        min(stood_at) filter (step >= 1) as at_1, min(stood_at) filter (step >= 2) as at_2, min(stood_at) filter (step >= 3) as at_3,
        min(stood_at) filter (step >= 4) as at_4, min(stood_at) filter (step >= 5) as at_5, min(stood_at) filter (step >= 6) as at_6,
        min(stood_at) filter (step >= 7) as at_7, min(stood_at) filter (step >= 8) as at_8
    from timed
    group by record_type, record_id, attempt_no
)

select
    attempts.record_type, attempts.record_id, attempts.attempt_no, records.pipeline, attempts.started_at,
    attempts.next_started_at is null and records.kind = 'open' as is_open,
    reached.* exclude (record_type, record_id, attempt_no)
from attempts
join records using (record_type, record_id)
join reached using (record_type, record_id, attempt_no)
