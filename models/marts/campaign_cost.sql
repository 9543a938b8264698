/*---
model: star.campaign_cost
grain: one row per campaign, with its cost spread over its leads
key:   [campaign_id]
load:  { kind: full }
tests:
  - not_null: [lead_count]
---*/
with leads as (
    select
        campaign_id, count(*)::integer as lead_count,
        arg_max(lead_id, (created_at, lead_id)) as last_lead_id
    from staging.stg_lead
    where campaign_id is not null
    group by campaign_id
),

spread as (
    select
        campaign.campaign_id, campaign.cost_amount, leads.last_lead_id,
        coalesce(leads.lead_count, 0) as lead_count,
        coalesce(campaign.started_date, campaign.ended_date) as date,
        -- whole cents, half away from zero
        case when leads.lead_count > 0 then
            sign(campaign.cost_amount)::hugeint * ((abs(star.cents(campaign.cost_amount)) * 2 + leads.lead_count) // (2 * leads.lead_count))
        end as share_cents
    from star.dim_campaign as campaign
    left join leads on leads.campaign_id = campaign.campaign_id
)

select
    -- keys
    campaign_id, last_lead_id,
    -- measures: leads, reporting currency
    lead_count, cost_amount,
    star.of_cents(share_cents)::decimal(18, 2) as lead_cost_amount,
    -- the last lead takes the cents
    star.of_cents(star.cents(cost_amount) - (lead_count - 1) * share_cents)::decimal(18, 2) as last_lead_cost_amount,
    -- times
    date
from spread
