/*---
model: star.dim_feature
grain: one row per feature that any customer ever used
key:   [feature]
load:  { kind: full }
---*/
select distinct feature from crm.usage_event
