/*---
model: star.fct_lead_status_change
grain: one row per change of a lead's status, its creation among them
key:   [change_id]
load:
  kind: incremental
  by: lead_id
  changed_by:
    crm.record_change: select record_id from changed where record_type = 'lead'
    staging.stg_lead: lead_id
    staging.stg_owner_history: select record_id from changed where record_type = 'lead'
    star.dim_employee_current: >
      select lead_id from staging.stg_lead join changed on owner_id = changed.employee_id
      union select record_id from staging.stg_owner_history join changed on owner_id = changed.employee_id
        where record_type = 'lead'
    star.place_territory: >
      select lead_id from star.fct_lead_status_change as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select lead_id from star.fct_lead_status_change
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
tests:
  - not_null: [changed_date, org_then_key]
---*/
with leads as (
    select * from staging.stg_lead where {{ in_scope(lead_id) }}
),

audited as (
    select
        id as change_id, record_id as lead_id, record_change.at as changed_at, old_value, new_value,
        row_number() over (partition by record_id order by record_change.at, id) as change_no
    from crm.record_change
    where record_type = 'lead' and field = 'status' and {{ in_scope(record_id) }}
),

-- a lead enters the stage that its first change left, else the one it is in
changes as (
    select change_id, lead_id, changed_at, old_value as from_stage_id, new_value as to_stage_id from audited
    union all
    select 'created|' || leads.lead_id, leads.lead_id, leads.created_at, null, coalesce(first_change.old_value, leads.status)
    from leads
    left join audited as first_change on first_change.lead_id = leads.lead_id and first_change.change_no = 1
),

owned as (
    select
        changes.*, leads.customer_key, leads.source, leads.campaign_id,
        star.business_date(changes.changed_at) as changed_date,
        from_stage.stage_key as from_stage_key, from_stage.kind as from_kind, from_stage.step as from_step,
        to_stage.stage_key as to_stage_key, to_stage.kind as to_kind, to_stage.step as to_step,
        employee.employee_id,
        case when employee.employee_id is null
            then coalesce(leads.pool_org_id, territory.org_id, 'unassigned') else 'unassigned'
        end as fallback_org_id
    from changes
    join leads using (lead_id)
    left join star.dim_stage as from_stage on from_stage.stage_key = 'lead|' || changes.from_stage_id
    left join star.dim_stage as to_stage on to_stage.stage_key = 'lead|' || changes.to_stage_id
    left join staging.stg_owner_history as history
        on  history.record_type = 'lead'
        and history.record_id = changes.lead_id
        and history.valid_from_at <= changes.changed_at
        and history.valid_to_at > changes.changed_at
    left join star.dim_employee_current as employee
        on employee.employee_id = coalesce(history.owner_id, leads.owner_id)
    left join star.place_territory as territory
        on  territory.place_key = leads.place_key
        and territory.valid_from_date <= star.business_date(changes.changed_at)
        and territory.valid_to_date > star.business_date(changes.changed_at)
)

select
    -- keys
    owned.change_id, owned.lead_id, owned.from_stage_key, owned.to_stage_key,
    coalesce(owned.employee_id, 'unassigned') as owner_id, owned.fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id, owned.customer_key, owned.campaign_id,
    -- attributes
    star.tenure_band(assignment.hired_date, owned.changed_date) as owner_tenure_band, owned.source,
    owned.from_kind, owned.from_step, owned.to_kind, owned.to_step,
    -- times
    owned.changed_date, owned.changed_at, star.local_time(owned.changed_at) as changed_at_local
from owned
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(owned.employee_id, owned.fallback_org_id)
    and assignment.valid_from_date <= owned.changed_date
    and assignment.valid_to_date > owned.changed_date
