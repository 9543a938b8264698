/*---
model: star.fct_opportunity_event
grain: one row per opportunity × event × credited employee
key:   [opportunity_id, event, event_no, owner_id]
live: true
load:
  kind: incremental
  by: opportunity_id
  changed_by:
    staging.stg_opportunity: opportunity_id
    staging.stg_opportunity_event: opportunity_id
    crm.credit: select record_id from changed where record_type = 'opportunity'
    crm.fx_rate: select id from crm.opportunity join changed using (currency)
    star.dim_employee_current: >
      select record_id from crm.credit join changed on credit.employee_id = changed.employee_id
    star.place_territory: >
      select opportunity_id from star.fct_opportunity_event as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select opportunity_id from star.fct_opportunity_event
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
extras: { opportunity: { id: opportunity_id, once: record_count = 1, on: event_date } }
tests:
  - not_null: [event_date, org_then_key, customer_key]
  - references: { column: customer_key, to: star.dim_customer.customer_key }
  - references: { column: org_then_key, to: star.dim_org.org_key }
  - accepted_values: { column: event, values: [created, won, lost, disqualified, duplicate, reopened, due] }
  - audit: credit_adds_up
---*/
with events as (
    select * from staging.stg_opportunity_event where {{ in_scope(opportunity_id) }}
),

opportunities as (
    select * from staging.stg_opportunity where {{ in_scope(opportunity_id) }}
),

converted as (
    select
        events.opportunity_id, events.event, events.event_no, events.event_at, events.event_date, events.owner_id,
        opportunities.* exclude (opportunity_id, owner_id, amount),
        -- a reopening is a count; its money is in the events around it
        case when events.event <> 'reopened'
            then star.converted(opportunities.amount, fx.rate)
        end as event_amount
    from events
    join opportunities using (opportunity_id)
    left join staging.stg_fx_rate as fx
        on  fx.currency = opportunities.currency
        -- an open deal is valued at the rate of its last change of amount
        and case events.event
                when 'due' then star.business_date(opportunities.amount_changed_at) else events.event_date
            end >= fx.valid_from_date
        and case events.event
                when 'due' then star.business_date(opportunities.amount_changed_at) else events.event_date
            end < fx.valid_to_date
),

-- counts go whole to the owner
credited as (
    select
        split.* exclude (part),
        part.employee_id as credited_id, part.record_count, part.share, part.amount
    from (
        select converted.*, unnest(star.credit_parts(converted.event_amount, converted.owner_id, credit.credits)) as part
        from converted
        left join staging.stg_credit as credit
            on credit.record_type = 'opportunity' and credit.record_id = converted.opportunity_id
    ) as split
),

hung as (
    select
        credited.*,
        case when credited.credited_id is null
            then coalesce(credited.pool_org_id, territory.org_id, 'unassigned') else 'unassigned'
        end as fallback_org_id
    from credited
    left join star.place_territory as territory
        on  territory.place_key = credited.place_key
        and territory.valid_from_date <= credited.event_date
        and territory.valid_to_date > credited.event_date
),

final as (
    select
        hung.*,
        coalesce(hung.credited_id, 'unassigned') as owner_key,
        assignment.org_key as org_then_key,
        assignment.org_id  as org_then_id,
        star.tenure_band(assignment.hired_date, hung.event_date) as owner_tenure_band
    from hung
    left join star.org_assignment as assignment
        on  assignment.place_id = star.place_id(hung.credited_id, hung.fallback_org_id)
        and assignment.valid_from_date <= hung.event_date
        and assignment.valid_to_date > hung.event_date
)

select
    -- keys
    opportunity_id, event, event_no, owner_key as owner_id, fallback_org_id, org_then_key, org_then_id,
    customer_key, stage_key, pipeline, product_id, campaign_id,
    -- attributes
    owner_tenure_band, source, lost_reason, competitor, currency,
    star.deal_size_band(event_amount) as deal_size_band,
    kind = 'won' as is_won_now,
    name as opportunity_name,
    -- measures: records, reporting currency, days
    record_count, share, amount,
    case when event = 'won' and record_count = 1
        then date_diff('microsecond', created_at, closed_at) / 86400e6
    end as cycle_days,
    -- times
    star.business_date(created_at) as created_date,
    event_date,
    event_at,
    coalesce(star.local_time(event_at), event_date::timestamp) as event_at_local
from final
