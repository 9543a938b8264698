/*---
model: star.dim_campaign
grain: one row per campaign
key:   [campaign_id]
load:  { kind: full }
extras: { campaign: { id: campaign_id } }
tests:
  - not_null: [name]
---*/
select
    id as campaign_id, name, channel,
    -- money, reporting currency
    budget as budget_amount, cost as cost_amount, expected_revenue as expected_revenue_amount,
    expected_leads as expected_lead_count,
    -- times
    started_on as started_date, ended_on as ended_date
from crm.campaign
