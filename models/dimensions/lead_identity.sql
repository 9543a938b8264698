/*---
model: star.lead_identity
grain: one row per lead, with what tells that two of them are one
key:   [lead_id]
load:
  kind: incremental
  by: lead_id
  changed_by:
    crm.lead: id
tests:
  - not_null: [identity]
---*/
select
    id as lead_id,
    -- the phone, else company and name together, else nothing but itself
    md5(coalesce(
        star.plain_phone(phone),
        nullif(concat_ws('|', star.plain_name(company, null, null, null), star.plain_name(name, null, null, null)), ''),
        id
    )) as identity
from crm.lead
where {{ in_scope(id) }}
