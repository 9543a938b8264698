/*---
model: star.fct_lead
grain: one row per lead, at its creation
key:   [lead_id]
load:
  kind: incremental
  by: lead_id
  changed_by:
    staging.stg_lead: lead_id
    staging.stg_owner_history: select record_id from changed where record_type = 'lead'
    crm.activity: select lead_id from changed where lead_id is not null
    crm.pool_event: select record_id from changed where record_type = 'lead'
    star.fct_order: select lead_id from staging.stg_lead join changed using (customer_key)
    star.dim_campaign: select lead_id from staging.stg_lead join changed using (campaign_id)
    star.dim_employee_current: >
      select lead_id from staging.stg_lead join changed on owner_id = changed.employee_id
      union select record_id from staging.stg_owner_history join changed on owner_id = changed.employee_id
        where record_type = 'lead'
    star.place_territory: >
      select lead_id from star.fct_lead as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select lead_id from star.fct_lead
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
extras: { lead: { id: lead_id, once: 'true' } }
tests:
  - not_null: [created_date, org_then_key, status]
  - references: { column: org_then_key, to: star.dim_org.org_key }
---*/
with leads as (
    select * from staging.stg_lead where {{ in_scope(lead_id) }}
),

histories as (
    select record_id as lead_id, owner_id, valid_from_at, valid_to_at
    from staging.stg_owner_history
    where record_type = 'lead' and {{ in_scope(record_id) }}
),

-- the owner at creation: history, else the current one
created as (
    select
        leads.lead_id,
        star.business_date(leads.created_at) as created_date,
        employee.employee_id                 as owner_id
    from leads
    left join histories as history
        on  history.lead_id = leads.lead_id
        and history.valid_from_at <= leads.created_at
        and history.valid_to_at > leads.created_at
    left join star.dim_employee_current as employee
        on employee.employee_id = coalesce(history.owner_id, leads.owner_id)
),

touches as (
    select
        activity.lead_id,
        bool_or(activity.type = 'call') as is_called,
        bool_or(
            (activity.type = 'call' and activity.outcome = 'connected')
            or activity.type in ('visit', 'meeting', 'message')
        ) as is_contacted,
        min(activity.at) filter (
            (activity.type = 'call' and activity.outcome = 'connected')
            or activity.type in ('visit', 'meeting', 'message')
        ) as contacted_at,
        min(activity.at) filter (activity.owner_id = created.owner_id) as first_response_at
    from leads
    join created using (lead_id)
    join crm.activity
        on  activity.lead_id = leads.lead_id
        and activity.at >= leads.created_at
        -- what was cancelled did not happen
        and activity.outcome is distinct from 'cancelled'
        and {{ in_scope(activity.lead_id) }}
    group by activity.lead_id
),

-- how it first came to somebody
assignments as (
    select record_id as lead_id, arg_min(assign_method, (pool_event.at, id)) as assign_method
    from crm.pool_event
    where record_type = 'lead' and event in ('assign', 'claim') and assign_method is not null and {{ in_scope(record_id) }}
    group by record_id
),

first_orders as (
    select customer_key, min(event_at) as first_paid_at
    from star.fct_order
    where event = 'paid' and is_first_order
    group by customer_key
),

hung as (
    select
        created.lead_id,
        case when created.owner_id is null
            then coalesce(leads.pool_org_id, territory.org_id, 'unassigned') else 'unassigned'
        end as fallback_org_id
    from created
    join leads using (lead_id)
    left join star.place_territory as territory
        on  territory.place_key = leads.place_key
        and territory.valid_from_date <= created.created_date
        and territory.valid_to_date > created.created_date
),

final as (
    select
        leads.*, hung.fallback_org_id, created.created_date, created.owner_id as created_owner_id,
        touches.first_response_at, touches.contacted_at, assignments.assign_method,
        coalesce(touches.is_called, false) as is_called,
        coalesce(touches.is_contacted, false)
            or leads.status in ('contacted', 'intent', 'no_intent', 'converted') or leads.is_converted as is_contacted,
        coalesce(first_orders.first_paid_at >= leads.created_at, false) as is_customer,
        campaign.channel,
        assignment.org_key, assignment.org_id,
        star.tenure_band(assignment.hired_date, created.created_date) as owner_tenure_band
    from leads
    join created using (lead_id)
    join hung using (lead_id)
    left join touches using (lead_id)
    left join assignments using (lead_id)
    left join first_orders on first_orders.customer_key = leads.customer_key and leads.customer_key <> 'unknown'
    left join star.dim_campaign as campaign on campaign.campaign_id = leads.campaign_id
    left join star.org_assignment as assignment
        on  assignment.place_id = star.place_id(created.owner_id, hung.fallback_org_id)
        and assignment.valid_from_date <= created.created_date
        and assignment.valid_to_date > created.created_date
)

select
    -- keys
    lead_id, coalesce(created_owner_id, 'unassigned') as owner_id, fallback_org_id,
    org_key as org_then_key, org_id as org_then_id, customer_key, campaign_id, opportunity_id,
    -- attributes
    owner_tenure_band, status, source, channel, invalid_reason, assign_method,
    case
        when score is null then null
        when score >= 80 then 'A: >= 80' when score >= 60 then 'B: 60-79' when score >= 40 then 'C: 40-59'
        else 'D: < 40'
    end as score_band,
    status not in ('invalid', 'duplicate') as is_valid,
    status = 'invalid'                     as is_invalid,
    status = 'duplicate'                   as is_duplicate,
    coalesce(
        replace(lower(trim(invalid_reason)), '_', ' ')
            in ('already a customer', 'already customer', 'existing customer', '已是客户'),
        false
    ) as is_existing_customer,
    is_contacted, is_called,
    status = 'intent' or is_converted      as is_intent,
    is_converted, is_customer,
    first_response_at is null              as never_responded,
    -- measures: hours
    date_diff('microsecond', created_at, first_response_at) / 3600e6 as first_response_hours,
    -- times
    created_date, created_at, contacted_at, star.local_time(created_at) as created_at_local
from final
