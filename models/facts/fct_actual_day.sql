/*---
model: star.fct_actual_day
grain: one row per metric × day × person × place, of the metrics that have a target or may be asked for one
key:   [metric, date, owner_id, fallback_org_id, org_then_key]
live: true
load:
  kind: incremental
  by: date
  changed_by:
    star.fct_opportunity_event: event_date
    star.fct_order: event_date
    star.suspect_customer: >
      select event_date from changed join star.fct_order using (customer_key) where is_validated_first_order
    star.fct_contract: signed_date
    star.fct_payment: event_date
    star.fct_lead: created_date
    star.fct_activity: date
    star.fct_activity_day: date
    staging.stg_target_metric: select date from star.dim_date where exists (select 1 from changed)
tests:
  - not_null: [actual]
---*/
-- each fact is added up first; what comes of it is told apart by metric afterwards
with deals as (
    select
        event_date as date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        event, is_won_now, sum(amount) as amount, sum(record_count) as count,
        max(event_at_local) filter (amount <> 0)            as amount_at,
        max(event_at_local) filter (record_count = 1)          as count_at
    from star.fct_opportunity_event
    where event in ('created', 'won', 'lost', 'reopened') and {{ in_scope(event_date) }}
    group by all
),

orders as (
    select
        event_date as date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        event, is_first_order, is_reactivation,
        is_validated_first_order and customer_key not in (select customer_key from star.suspect_customer)
            as is_validated_first_order,
        sum(amount) as amount,
        -- an order counts once, however many lines it has
        count(distinct order_id) filter (record_count = 1)  as count,
        max(event_at_local) filter (amount <> 0)            as amount_at,
        max(event_at_local) filter (record_count = 1)       as count_at
    from star.fct_order
    where {{ in_scope(event_date) }}
    group by all
),

contracts as (
    select
        signed_date as date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        has_order, has_order_30d, sum(amount) as amount, sum(record_count) as count,
        max(event_at_local) filter (amount <> 0)            as amount_at,
        max(event_at_local) filter (record_count = 1)          as count_at
    from star.fct_contract
    where {{ in_scope(signed_date) }}
    group by all
),

payments as (
    select
        event_date as date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        event, sum(amount) as amount, sum(settled_amount) as settled_amount, sum(record_count) as count,
        max(event_at_local) filter (amount <> 0)         as amount_at,
        max(event_at_local) filter (settled_amount <> 0) as settled_at,
        max(event_at_local) filter (record_count = 1)    as count_at
    from star.fct_payment
    where {{ in_scope(event_date) }}
    group by all
),

leads as (
    select
        created_date as date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        is_valid, is_invalid, is_duplicate, is_existing_customer, is_contacted, is_called, is_intent, is_converted,
        is_customer, never_responded, count(*) as count, max(created_at_local) as count_at
    from star.fct_lead
    where {{ in_scope(created_date) }}
    group by all
),

activities as (
    select
        date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        type, visit_state, is_connected, count(*) as count, max(at_local) as count_at
    from star.fct_activity
    where {{ in_scope(date) }}
    group by all
),

-- what a source counts by the day, under the names of the metrics
totals as (
    select
        date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        metric, sum(round(value))::bigint as count
    from star.fct_activity_day
    where type is not null and {{ in_scope(date) }}
    group by all
),

told as (
    select
        date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        unnest([
            event || '_amount', event || '_count', 'created_won_count'
        ]) as metric,
        unnest([
            case when event <> 'reopened' then amount end, count,
            case when event = 'created' and is_won_now then count end
        ]) as actual,
        unnest([
            amount_at, count_at, count_at
        ]) as moved_at
    from deals
    union all
    select
        date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        unnest([
            case event when 'paid' then 'revenue' else 'refund_amount' end, 'net_revenue', 'order_count',
            'new_customer_count', 'validated_new_customer_count', 'reactivated_count'
        ]) as metric,
        unnest([
            amount, case event when 'paid' then amount else -amount end, case when event = 'paid' then count end,
            case when event = 'paid' and is_first_order then count end,
            case when event = 'paid' and is_validated_first_order then count end,
            case when event = 'paid' and is_reactivation then count end
        ]) as actual,
        unnest([
            amount_at, amount_at, count_at, count_at, count_at, count_at
        ]) as moved_at
    from orders
    union all
    select
        date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        unnest([
            'signed_amount', 'signed_count', 'signed_not_ordered_count', 'signed_ordered_30d_count'
        ]) as metric,
        unnest([
            amount, count, case when not has_order then count end, case when has_order_30d then count end
        ]) as actual,
        unnest([
            amount_at, count_at, count_at, count_at
        ]) as moved_at
    from contracts
    union all
    select
        date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        unnest([
            case event when 'payment' then 'collected_amount' when 'refund' then 'repaid_amount' else 'due_amount' end,
            'due_collected_amount', 'collected_count'
        ]) as metric,
        unnest([
            amount, settled_amount, case when event = 'payment' then count end
        ]) as actual,
        unnest([
            amount_at, settled_at, count_at
        ]) as moved_at
    from payments
    union all
    select
        date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        unnest([
            'lead_count', 'valid_count', 'invalid_count', 'duplicate_count', 'existing_customer_count',
            'contacted_count', 'called_count', 'intent_count', 'converted_count', 'customer_count',
            'never_responded_count'
        ]) as metric,
        unnest([
            count, case when is_valid then count end, case when is_invalid then count end,
            case when is_duplicate then count end, case when is_existing_customer then count end,
            case when is_contacted then count end, case when is_valid and is_called then count end,
            case when is_intent then count end, case when is_converted then count end,
            case when is_customer and is_valid then count end, case when never_responded then count end
        ]) as actual,
        unnest([
            count_at, count_at, count_at, count_at, count_at, count_at, count_at, count_at, count_at, count_at,
            count_at
        ]) as moved_at
    from leads
    union all
    select
        date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        unnest([
            'activity_count', type || '_count', 'connected_call_count', visit_state || '_visit_count'
        ]) as metric,
        unnest([
            count, count, case when is_connected then count end, case when type = 'visit' then count end
        ]) as actual,
        unnest([
            count_at, count_at, count_at, count_at
        ]) as moved_at
    from activities
    union all
    select
        date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        unnest([metric, 'activity_count']) as metric,
        unnest([
            count, case when metric not in ('connected_call_count', 'talk_minutes') then count end
        ]) as actual,
        unnest([null::timestamp, null::timestamp]) as moved_at
    from totals
)

select
    metric, date, owner_id, fallback_org_id, org_then_key,
    any_value(org_then_id)            as org_then_id,
    any_value(owner_tenure_band)      as owner_tenure_band,
    sum(actual)::decimal(38, 2)       as actual,
    max(moved_at)                     as event_at_local
from told
semi join staging.stg_target_metric as wanted on wanted.metric = told.metric
-- an amount that nobody knows moves nothing
where actual is not null and (actual <> 0 or moved_at is not null)
group by metric, date, owner_id, fallback_org_id, org_then_key
