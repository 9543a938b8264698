/*---
model: star.fct_campaign_without_lead
grain: one row per campaign that brought no lead, on the day it began
key:   [campaign_id]
load:  { kind: full }
tests:
  - not_null: [org_then_key]
---*/
select
    -- keys: it hangs on nobody
    cost.campaign_id, 'unassigned' as owner_id, 'unassigned' as fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    -- attributes
    campaign.channel,
    -- money, reporting currency
    cost.cost_amount,
    -- times
    cost.date
from star.campaign_cost as cost
join star.dim_campaign as campaign on campaign.campaign_id = cost.campaign_id
cross join star.publish
join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(null, 'unassigned')
    and assignment.valid_from_date <= coalesce(cost.date, publish.as_of_date)
    and assignment.valid_to_date > coalesce(cost.date, publish.as_of_date)
where cost.lead_count = 0
