/*---
model: star.fct_stage_change
grain: one row per stage change
key:   [stage_change_id]
load:
  kind: incremental
  by: opportunity_id
  changed_by:
    crm.stage_change: opportunity_id
    staging.stg_opportunity: opportunity_id
    staging.stg_owner_history: select record_id from changed where record_type = 'opportunity'
    star.dim_stage: select opportunity_id from star.fct_stage_change join changed using (pipeline)
    star.dim_employee_current: >
      select opportunity_id from crm.stage_change join changed on owner_id = changed.employee_id
      union select record_id from staging.stg_owner_history join changed on owner_id = changed.employee_id
        where record_type = 'opportunity'
    star.place_territory: >
      select opportunity_id from star.fct_stage_change as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select opportunity_id from star.fct_stage_change
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
tests:
  - not_null: [changed_date, org_then_key]
---*/
with changes as (
    select
        change.id as stage_change_id, change.opportunity_id, opportunity.pipeline,
        opportunity.pool_org_id, opportunity.place_key, opportunity.customer_key, opportunity.owner_id as current_owner_id, opportunity.source,
        from_stage.stage_key as from_stage_key, from_stage.kind as from_kind, from_stage.step as from_step,
        to_stage.stage_key as to_stage_key, to_stage.kind as to_kind, to_stage.step as to_step,
        change.changed_at, change.owner_id
    from crm.stage_change as change
    join staging.stg_opportunity as opportunity on opportunity.opportunity_id = change.opportunity_id
    left join star.dim_stage as from_stage
        on from_stage.pipeline = opportunity.pipeline and from_stage.stage_id = change.from_stage_id
    left join star.dim_stage as to_stage
        on to_stage.pipeline = opportunity.pipeline and to_stage.stage_id = change.to_stage_id
    where {{ in_scope(change.opportunity_id) }}
),

owned as (
    select
        changes.*,
        star.business_date(changes.changed_at) as changed_date,
        case when employee.employee_id is null
            then coalesce(changes.pool_org_id, territory.org_id, 'unassigned') else 'unassigned'
        end as fallback_org_id,
        employee.employee_id
    from changes
    left join star.place_territory as territory
        on  territory.place_key = changes.place_key
        and territory.valid_from_date <= star.business_date(changes.changed_at)
        and territory.valid_to_date > star.business_date(changes.changed_at)
    left join staging.stg_owner_history as history
        on  history.record_type = 'opportunity'
        and history.record_id = changes.opportunity_id
        and history.valid_from_at <= changes.changed_at
        and history.valid_to_at > changes.changed_at
    left join star.dim_employee_current as employee
        on employee.employee_id = coalesce(changes.owner_id, history.owner_id, changes.current_owner_id)
)

select
    -- keys
    owned.stage_change_id, owned.opportunity_id, owned.pipeline, owned.from_stage_key, owned.to_stage_key,
    coalesce(owned.employee_id, 'unassigned') as owner_id, owned.fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    owned.customer_key,
    -- attributes
    star.tenure_band(assignment.hired_date, owned.changed_date) as owner_tenure_band, owned.source,
    owned.from_kind, owned.from_step, owned.to_kind, owned.to_step,
    coalesce(owned.from_kind <> 'open' and owned.to_kind = 'open', false) as is_reopening,
    -- times
    owned.changed_date, owned.changed_at, star.local_time(owned.changed_at) as changed_at_local
from owned
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(owned.employee_id, owned.fallback_org_id)
    and assignment.valid_from_date <= owned.changed_date
    and assignment.valid_to_date > owned.changed_date
