/*---
model: star.fct_lead_cycle
grain: one row per lead × stretch of time in one person's hands, on the day it came to them
key:   [cycle_id]
load:
  kind: incremental
  by: lead_id
  changed_by:
    star.fct_pool_cycle: select record_id from changed where record_type = 'lead'
    staging.stg_lead: lead_id
    star.dim_campaign: select lead_id from staging.stg_lead join changed using (campaign_id)
tests:
  - not_null: [started_date, org_then_key]
---*/
with cycles as (
    select * from star.fct_pool_cycle where record_type = 'lead' and {{ in_scope(record_id) }}
)

select
    -- keys
    cycles.cycle_id, lead.lead_id, cycles.owner_id, cycles.fallback_org_id, cycles.org_then_key, cycles.org_then_id,
    lead.customer_key, lead.campaign_id,
    -- attributes
    cycles.owner_tenure_band, cycles.assign_method, lead.status, lead.source, campaign.channel,
    -- a lead with three owners is three cycles and one outcome: it counts in whose hands it became a deal
    coalesce(
        lead.is_converted and lead.converted_at >= cycles.started_at
            and lead.converted_at < coalesce(cycles.ended_at, timestamp '9999-12-31'),
        false
    ) as is_converted,
    -- times
    cycles.started_date, cycles.started_at_local
from cycles
join staging.stg_lead as lead on lead.lead_id = cycles.record_id
left join star.dim_campaign as campaign on campaign.campaign_id = lead.campaign_id
