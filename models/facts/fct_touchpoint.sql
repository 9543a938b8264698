/*---
model: star.fct_touchpoint
grain: one row per time that marketing reached somebody
key:   [touchpoint_id]
load:
  kind: incremental
  by: touchpoint_id
  changed_by:
    crm.touchpoint: id
    staging.stg_lead: select touchpoint.id from changed join crm.touchpoint using (lead_id)
    staging.stg_owner_history: >
      select touchpoint.id from changed join crm.touchpoint on touchpoint.lead_id = changed.record_id where changed.record_type = 'lead'
    staging.stg_customer_owner: >
      select touchpoint.id from changed join star.customer_member using (customer_key) join crm.touchpoint using (customer_id)
    star.customer_member: select touchpoint.id from changed join crm.touchpoint using (customer_id)
    star.dim_customer: select touchpoint_id from star.fct_touchpoint join changed using (customer_key)
    star.dim_employee_current: >
      select touchpoint.id from changed join staging.stg_lead on owner_id = changed.employee_id join crm.touchpoint using (lead_id)
      union select touchpoint.id from changed join staging.stg_owner_history as history on history.owner_id = changed.employee_id
        join crm.touchpoint on touchpoint.lead_id = history.record_id where history.record_type = 'lead'
    star.place_territory: >
      select touchpoint_id from star.fct_touchpoint as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select touchpoint_id from star.fct_touchpoint
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
tests:
  - not_null: [date, org_then_key]
---*/
with touches as (
    select
        touch.id as touchpoint_id, touch.channel, touch.campaign_id, touch.type, touch.cost, touch.lead_id,
        touch.at as touched_at, star.business_date(touch.at) as date,
        coalesce(member.customer_key, lead.customer_key, 'unknown') as customer_key,
        lead.lead_id as known_lead_id, lead.owner_id as lead_owner_id, lead.pool_org_id as lead_pool_org_id
    from crm.touchpoint as touch
    left join star.customer_member as member on member.customer_id = touch.customer_id
    left join staging.stg_lead as lead on lead.lead_id = touch.lead_id
    where {{ in_scope(touch.id) }}
),

-- whose record it was: the lead's owner at that moment, else the customer's at the end of the day
owned as (
    select
        touches.*,
        employee.employee_id,
        case when employee.employee_id is null
            then coalesce(touches.lead_pool_org_id, holder.pool_org_id, territory.org_id, 'unassigned') else 'unassigned'
        end as fallback_org_id
    from touches
    left join staging.stg_owner_history as history
        on  history.record_type = 'lead'
        and history.record_id = touches.lead_id
        and history.valid_from_at <= touches.touched_at
        and history.valid_to_at > touches.touched_at
    left join staging.stg_customer_owner as holder
        on  holder.customer_key = touches.customer_key
        and holder.valid_from_date <= touches.date
        and holder.valid_to_date > touches.date
    left join star.dim_customer as customer on customer.customer_key = touches.customer_key
    left join star.place_territory as territory
        on  territory.place_key = customer.place_key
        and territory.valid_from_date <= touches.date
        and territory.valid_to_date > touches.date
    left join star.dim_employee_current as employee
        on employee.employee_id = case
            when touches.known_lead_id is not null then coalesce(history.owner_id, touches.lead_owner_id)
            else holder.owner_id
        end
)

select
    -- keys
    owned.touchpoint_id, coalesce(owned.employee_id, 'unassigned') as owner_id, owned.fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    owned.customer_key, owned.lead_id, owned.campaign_id,
    -- attributes
    star.tenure_band(assignment.hired_date, owned.date) as owner_tenure_band, owned.channel, owned.type,
    -- measures: reporting currency
    owned.cost as cost_amount,
    -- times
    owned.date, owned.touched_at, star.local_time(owned.touched_at) as touched_at_local
from owned
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(owned.employee_id, owned.fallback_org_id)
    and assignment.valid_from_date <= owned.date
    and assignment.valid_to_date > owned.date
