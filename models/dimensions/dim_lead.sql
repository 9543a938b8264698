/*---
model: star.dim_lead
grain: one row per lead, with how it is reached
key:   [lead_id]
load:
  kind: incremental
  by: lead_id
  changed_by:
    crm.lead: id
---*/
select id as lead_id, phone, address
from crm.lead
where {{ in_scope(id) }}
