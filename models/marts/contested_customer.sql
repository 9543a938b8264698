/*---
model: star.contested_customer
grain: one row per merged customer × person × day on which somebody of another unit was at it within 30 days
key:   [customer_key, owner_id, date]
load:  { kind: full, at: day }
tests:
  - not_null: [org_then_key]
---*/
with activities as (
    select customer_key, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band, date
    from star.fct_activity
    union
    select customer_key, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band, event_date
    from star.fct_opportunity_event
    where event = 'created' and record_count = 1
),

active as (
    select * from activities where customer_key <> 'unknown' and owner_id <> 'unassigned'
),

wanted as (
    select customer_key from active group by customer_key having count(distinct org_then_id) > 1
)

select
    customer_key, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band, date
from active as own
semi join wanted using (customer_key)
where exists (
    from active as other
    where other.customer_key = own.customer_key
      and other.org_then_id <> own.org_then_id and other.owner_id <> own.owner_id
      and other.date between own.date - 30 and own.date + 30
)
