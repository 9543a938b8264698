/*---
model: star.fct_attribution
grain: one row per deal won × credited employee × touch before it was won
key:   [opportunity_id, owner_id, touchpoint_id]
load:
  kind: incremental
  by: opportunity_id
  changed_by:
    # most deals were never touched: they cost nothing here
    star.fct_opportunity_event: >
      select opportunity_id from changed where event = 'won' and customer_key in (select customer_key from star.fct_touchpoint)
      union select opportunity_id from changed join star.fct_attribution using (opportunity_id)
      union select opportunity_id from changed where event = 'won' and customer_key = 'unknown'
    star.fct_touchpoint: >
      select opportunity_id from star.fct_opportunity_event as won join changed using (customer_key)
        where won.event = 'won' and customer_key <> 'unknown'
      union select opportunity_id from staging.stg_opportunity join changed using (lead_id)
    staging.stg_opportunity: select opportunity_id from changed where customer_key = 'unknown'
tests:
  - not_null: [org_then_key, touch_no]
  - audit: attribution_adds_up
---*/
with wins as (
    select won.*, opportunity.lead_id
    from star.fct_opportunity_event as won
    join staging.stg_opportunity as opportunity using (opportunity_id)
    where won.event = 'won' and {{ in_scope(won.opportunity_id) }}
),

deals as (
    select distinct opportunity_id, customer_key, lead_id, event_at from wins
),

-- of the deal's customer; of its lead while nobody knows the customer
touches as (
    select deals.opportunity_id, touch.touchpoint_id, touch.touched_at, touch.channel, touch.type, touch.campaign_id
    from deals
    join star.fct_touchpoint as touch
        on touch.customer_key = deals.customer_key and touch.touched_at <= deals.event_at
    where deals.customer_key <> 'unknown'
    union all
    select deals.opportunity_id, touch.touchpoint_id, touch.touched_at, touch.channel, touch.type, touch.campaign_id
    from deals
    join star.fct_touchpoint as touch on touch.lead_id = deals.lead_id and touch.touched_at <= deals.event_at
    where deals.customer_key = 'unknown'
),

numbered as (
    select
        *,
        row_number() over (partition by opportunity_id order by touched_at, touchpoint_id) as touch_no,
        count(*) over (partition by opportunity_id)                                        as touch_count
    from touches
),

-- whole cents, half away from zero
shared as (
    select
        wins.opportunity_id, wins.owner_id, numbered.touchpoint_id, numbered.touch_no, numbered.touch_count,
        star.cents(wins.amount) as cents,
        sign(wins.amount)::hugeint * ((abs(star.cents(wins.amount)) * 2 + touch_count) // (2 * touch_count)) as linear_cents,
        sign(wins.amount)::hugeint * case
            when touch_count = 2 then (abs(star.cents(wins.amount)) + 1) // 2
            when touch_no = 1 then (abs(star.cents(wins.amount)) * 4 + 5) // 10
            else (abs(star.cents(wins.amount)) * 2 + 5 * (touch_count - 2)) // (10 * (touch_count - 2))
        end as position_cents
    from wins
    join numbered using (opportunity_id)
),

-- the last touch takes what the others leave
attributed as (
    select
        *,
        case when touch_no = 1 then cents else 0 end as first_cents,
        case when touch_no = touch_count then cents else 0 end as last_cents,
        case when touch_no = touch_count then cents - (touch_count - 1) * linear_cents else linear_cents end as even_cents,
        case when touch_no < touch_count then position_cents
            else cents - coalesce(sum(position_cents) filter (touch_no < touch_count) over (partition by opportunity_id, owner_id), 0)
        end as placed_cents
    from shared
)

select
    -- keys
    opportunity_id, wins.owner_id, attributed.touchpoint_id, wins.fallback_org_id, wins.org_then_key, wins.org_then_id,
    wins.customer_key, numbered.campaign_id,
    -- attributes
    wins.owner_tenure_band, numbered.channel, numbered.type, attributed.touch_no, attributed.touch_count,
    -- money, reporting currency
    star.of_cents(first_cents)::decimal(18, 2)  as first_amount,
    star.of_cents(last_cents)::decimal(18, 2)   as last_amount,
    star.of_cents(even_cents)::decimal(18, 2)   as linear_amount,
    star.of_cents(placed_cents)::decimal(18, 2) as position_amount,
    -- times
    wins.event_date as won_date, wins.event_at_local as won_at_local
from attributed
join wins using (opportunity_id, owner_id)
join numbered using (opportunity_id, touchpoint_id)
