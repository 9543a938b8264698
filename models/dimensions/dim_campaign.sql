/*---
model: star.dim_campaign
grain: one row per campaign
key:   [campaign_id]
load:  { kind: full }
extras: { campaign: { id: campaign_id } }
tests:
  - not_null: [name]
---*/
select id as campaign_id, name, channel from crm.campaign
