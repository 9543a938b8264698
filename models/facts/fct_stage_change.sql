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
    star.org_assignment: >
      select opportunity_id from star.fct_stage_change
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
tests:
  - not_null: [changed_date, org_then_key]
---*/
with changes as (
    select * from staging.stg_stage_change where {{ in_scope(opportunity_id) }}
),

owned as (
    select
        changes.*,
        star.business_date(changes.changed_at) as changed_date,
        opportunity.fallback_org_id, opportunity.customer_key,
        employee.employee_id
    from changes
    join staging.stg_opportunity as opportunity using (opportunity_id)
    left join staging.stg_owner_history as history
        on  history.record_type = 'opportunity'
        and history.record_id = changes.opportunity_id
        and history.valid_from_at <= changes.changed_at
        and history.valid_to_at > changes.changed_at
    left join star.dim_employee_current as employee
        on employee.employee_id = coalesce(
            changes.owner_id, case when history.record_id is null then opportunity.owner_id else history.owner_id end
        )
)

select
    -- keys
    owned.stage_change_id, owned.opportunity_id, owned.pipeline, owned.from_stage_key, owned.to_stage_key,
    coalesce(owned.employee_id, 'unassigned') as owner_id, owned.fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    owned.customer_key,
    -- attributes
    star.tenure_band(assignment.hired_date, owned.changed_date) as owner_tenure_band,
    coalesce(owned.from_kind <> 'open' and owned.to_kind = 'open', false) as is_reopening,
    -- times
    owned.changed_date, owned.changed_at, star.local_time(owned.changed_at) as changed_at_local
from owned
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(owned.employee_id, owned.fallback_org_id)
    and assignment.valid_from_date <= owned.changed_date
    and assignment.valid_to_date > owned.changed_date
