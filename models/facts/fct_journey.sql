/*---
model: star.fct_journey
grain: one row per lead, with how far it came across leads, deals, contracts and orders
key:   [lead_id]
load:
  kind: incremental
  by: lead_id
  changed_by:
    star.fct_lead: lead_id
    staging.stg_lead: lead_id
    staging.stg_funnel_attempt: select record_id from changed where record_type = 'lead'
    star.fct_contract: select lead_id from staging.stg_lead join changed using (customer_key)
    star.fct_order: select lead_id from staging.stg_lead join changed using (customer_key)
tests:
  - not_null: [reached_step, org_then_key]
---*/
with leads as (
    select fct_lead.*, stg_lead.converted_at
    from star.fct_lead
    join staging.stg_lead using (lead_id)
    where {{ in_scope(lead_id) }}
),

statuses as (
    select record_id as lead_id, max(reached_step) as reached_status, min(at_2) as at_2, min(at_3) as at_3
    from staging.stg_funnel_attempt
    where record_type = 'lead' and {{ in_scope(record_id) }}
    group by record_id
),

signatures as (
    select leads.lead_id, min(contract.signed_at) as signed_at
    from leads
    join star.fct_contract as contract
        on contract.customer_key = leads.customer_key and contract.signed_at >= leads.created_at
    where leads.customer_key <> 'unknown'
    group by leads.lead_id
),

orders as (
    select customer_key, event_at, row_number() over (partition by customer_key order by event_at, order_id) as order_no
    from (
        select distinct customer_key, order_id, event_at
        from star.fct_order
        where event = 'paid' and customer_key in (select customer_key from leads where customer_key <> 'unknown')
    )
),

buyers as (
    select
        customer_key,
        min(event_at) filter (order_no = 1) as first_paid_at,
        min(event_at) filter (order_no = 2) as second_paid_at
    from orders
    group by customer_key
),

-- when each step was first reached, as far as anybody knows; what is invalid or a duplicate comes no further
moments as (
    select
        leads.lead_id, leads.is_valid, leads.created_at,
        leads.is_contacted or coalesce(statuses.reached_status >= 2, false) as is_contacted,
        leads.is_intent or coalesce(statuses.reached_status >= 3, false) as is_intent,
        least(leads.contacted_at, statuses.at_2) as contacted_at,
        least(leads.converted_at, statuses.at_3) as intent_at,
        signatures.signed_at,
        case when leads.is_customer then buyers.first_paid_at end as first_paid_at,
        case when leads.is_customer then buyers.second_paid_at end as second_paid_at
    from leads
    left join statuses using (lead_id)
    left join signatures using (lead_id)
    left join buyers on buyers.customer_key = leads.customer_key
),

reached as (
    select
        *,
        case
            when not is_valid then 1 when second_paid_at is not null then 7 when first_paid_at is not null then 6
            when signed_at is not null then 5 when is_intent then 4 when is_contacted then 3 else 2
        end as reached_step,
        -- who came further had passed here by then
        least(first_paid_at, second_paid_at) as at_6,
        least(signed_at, first_paid_at, second_paid_at) as at_5,
        least(intent_at, signed_at, first_paid_at, second_paid_at) as at_4,
        least(contacted_at, intent_at, signed_at, first_paid_at, second_paid_at) as at_3
    from moments
)

select
    -- keys
    leads.lead_id, leads.owner_id, leads.fallback_org_id, leads.org_then_key, leads.org_then_id, leads.customer_key,
    leads.campaign_id,
    -- attributes
    leads.owner_tenure_band, leads.source, leads.channel, reached.reached_step::integer as reached_step,
    -- measures: days from creation
    case when reached_step >= 3 then date_diff('microsecond', leads.created_at, at_3) / 86400e6 end as days_to_3,
    case when reached_step >= 4 then date_diff('microsecond', leads.created_at, at_4) / 86400e6 end as days_to_4,
    case when reached_step >= 5 then date_diff('microsecond', leads.created_at, at_5) / 86400e6 end as days_to_5,
    case when reached_step >= 6 then date_diff('microsecond', leads.created_at, at_6) / 86400e6 end as days_to_6,
    case when reached_step >= 7 then date_diff('microsecond', leads.created_at, second_paid_at) / 86400e6 end as days_to_7,
    -- times
    leads.created_date, leads.created_at_local
from leads
join reached using (lead_id)
