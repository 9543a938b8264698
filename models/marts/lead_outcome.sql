/*---
model: star.lead_outcome
grain: one row per lead that became a deal
key:   [lead_id]
load:
  kind: incremental
  by: lead_id
  changed_by:
    staging.stg_opportunity: >
      select lead_id from changed where lead_id is not null
      union select stg_lead.lead_id from staging.stg_lead join changed using (opportunity_id)
    staging.stg_lead: lead_id
---*/
-- apart from the lead itself, so that a deal won moves one short row
with deals as (
    select lead_id, opportunity_id from staging.stg_opportunity where lead_id is not null and {{ in_scope(lead_id) }}
    union
    select lead_id, opportunity_id from staging.stg_lead where opportunity_id is not null and {{ in_scope(lead_id) }}
)

select deals.lead_id, bool_or(opportunity.kind = 'won') as is_won
from deals
join staging.stg_lead using (lead_id)
join staging.stg_opportunity as opportunity on opportunity.opportunity_id = deals.opportunity_id
group by deals.lead_id
