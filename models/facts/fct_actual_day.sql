/*---
model: star.fct_actual_day
grain: one row per metric × day × person × place
key:   [metric, date, owner_id, fallback_org_id, org_then_key]
live: true
load:
  kind: incremental
  by: date
  changed_by:
    star.fct_opportunity_event: event_date
    star.fct_order: event_date
    star.fct_contract: signed_date
    star.fct_lead: created_date
    star.fct_activity: date
tests:
  - not_null: [actual]
---*/
-- an order counts once, however many lines it has
with orders as (
    select distinct
        order_id, event_date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        is_first_order, event_at_local
    from star.fct_order
    where event = 'paid' and record_count = 1 and {{ in_scope(event_date) }}
),

events as (
    select
        event || '_amount' as metric, event_date as date, owner_id, fallback_org_id, org_then_key, org_then_id,
        owner_tenure_band, amount as actual, event_at_local
    from star.fct_opportunity_event
    where event in ('created', 'won', 'lost') and {{ in_scope(event_date) }}
    union all
    select
        event || '_count', event_date, owner_id, fallback_org_id, org_then_key, org_then_id,
        owner_tenure_band, record_count, event_at_local
    from star.fct_opportunity_event
    where event in ('created', 'won', 'lost') and record_count = 1 and {{ in_scope(event_date) }}
    union all
    select
        'net_revenue', event_date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        case event when 'paid' then amount else -amount end, event_at_local
    from star.fct_order
    where {{ in_scope(event_date) }}
    union all
    select
        'revenue', event_date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band, amount,
        event_at_local
    from star.fct_order
    where event = 'paid' and {{ in_scope(event_date) }}
    union all
    select
        unnest(['order_count', 'new_customer_count']), event_date, owner_id, fallback_org_id, org_then_key,
        org_then_id, owner_tenure_band, unnest([1, is_first_order::integer]), event_at_local
    from orders
    union all
    select
        'signed_amount', signed_date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        amount, event_at_local
    from star.fct_contract
    where {{ in_scope(signed_date) }}
    union all
    select
        'signed_count', signed_date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        record_count, event_at_local
    from star.fct_contract
    where record_count = 1 and {{ in_scope(signed_date) }}
    union all
    select
        'lead_count', created_date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band, 1,
        created_at_local
    from star.fct_lead
    where {{ in_scope(created_date) }}
    union all
    select
        type || '_count', date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band, 1, at_local
    from star.fct_activity
    where type in ('call', 'visit', 'meeting') and {{ in_scope(date) }}
    union all
    select
        case type when 'visit' then 'verified_visit_count' else 'connected_call_count' end, date, owner_id,
        fallback_org_id, org_then_key, org_then_id, owner_tenure_band, 1, at_local
    from star.fct_activity
    where (visit_state = 'verified' or is_connected) and {{ in_scope(date) }}
)

select
    metric, date, owner_id, fallback_org_id, org_then_key,
    any_value(org_then_id)                       as org_then_id,
    any_value(owner_tenure_band)                 as owner_tenure_band,
    coalesce(sum(actual), 0)::decimal(18, 2)     as actual,
    max(event_at_local) filter (actual is distinct from 0)     as event_at_local
from events
group by metric, date, owner_id, fallback_org_id, org_then_key
