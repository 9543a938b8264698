/*---
model: staging.stg_lead
grain: one row per lead, with what it refers to made known
key:   [lead_id]
load:
  kind: incremental
  by: lead_id
  changed_by:
    crm.lead: id
    crm.opportunity: >
      select lead_id from changed where lead_id is not null
      union select lead.id from changed join crm.lead on lead.opportunity_id = changed.id
    star.customer_member: >
      select id from crm.lead join changed using (customer_id)
      union select lead.id from changed join crm.opportunity using (customer_id)
        join crm.lead on lead.opportunity_id = opportunity.id or lead.id = opportunity.lead_id
    star.dim_customer: select lead_id from staging.stg_lead join changed using (customer_key)
    star.dim_org_current: select id from crm.lead join changed on pool_unit_id = changed.org_id
tests:
  - not_null: [status, customer_key]
---*/
with opportunities as (
    select lead_id, min(id) as opportunity_id, min(created_at) as created_at
    from crm.opportunity
    where lead_id is not null and {{ in_scope(lead_id) }}
    group by lead_id
)

select
    lead.id                                   as lead_id,
    coalesce(member.customer_key, 'unknown')  as customer_key,
    lead.owner_id,
    pool.org_id as pool_org_id, customer.place_key,
    lead.status, lead.source, lead.campaign_id, lead.invalid_reason, lead.score,
    lead.created_at,
    -- became an opportunity: by its own status, by its own link, or because an opportunity points at it
    lead.status = 'converted' or lead.opportunity_id is not null or opportunities.lead_id is not null as is_converted,
    coalesce(lead.converted_at, opportunities.created_at) as converted_at,
    coalesce(lead.opportunity_id, opportunities.opportunity_id) as opportunity_id
from crm.lead
left join opportunities on opportunities.lead_id = lead.id
left join crm.opportunity as linked on linked.id = coalesce(lead.opportunity_id, opportunities.opportunity_id)
left join star.customer_member as member on member.customer_id = coalesce(lead.customer_id, linked.customer_id)
left join star.dim_customer as customer on customer.customer_key = member.customer_key
left join star.dim_org_current as pool on pool.org_id = lead.pool_unit_id
where {{ in_scope(lead.id) }}
