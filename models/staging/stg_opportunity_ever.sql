/*---
model: staging.stg_opportunity_ever
grain: one row per opportunity that its source has or once had
key:   [opportunity_id]
load:  { kind: view }
---*/
select
    opportunity_id, pipeline, stage_key, kind, customer_key, place_key, name, created_at, closed_at, source, campaign_id, product_id
from staging.stg_opportunity
union all
select
    opportunity_id, pipeline, stage_key, kind, customer_key, place_key, name, created_at, closed_at, source, campaign_id, product_id
from staging.stg_opportunity_gone
