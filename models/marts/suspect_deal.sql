/*---
model: star.suspect_deal
grain: one row per won or lost opportunity that one thing at least speaks against
key:   [opportunity_id]
load:  { kind: full, at: day }
tests:
  - not_null: [is_backdated, is_reversed, is_self_order, is_duplicate_customer]
---*/
with closing_changes as (
    select opportunity_id, max(changed_at) as changed_at
    from star.fct_stage_change
    where to_kind <> 'open'
    group by opportunity_id
),

-- the day on which the close was entered: the change that made it, else the entry of the whole deal
closes as (
    select
        deal.opportunity_id, deal.closed_date,
        star.business_date(coalesce(closing_changes.changed_at, opportunity.recorded_at)) as entered_date,
        opportunity.customer_id
    from star.fct_opportunity as deal
    join crm.opportunity on opportunity.id = deal.opportunity_id
    left join closing_changes on closing_changes.opportunity_id = deal.opportunity_id
    where deal.kind in ('won', 'lost')
),

changes as (
    select
        stage_change_id, opportunity_id, from_kind, to_kind, changed_date,
        lag(to_kind) over deal as kind_before, lag(changed_date) over deal as date_before
    from star.fct_stage_change
    window deal as (partition by opportunity_id order by changed_at, stage_change_id)
),

-- won in the last three days of a month, undone in the first ten of the next
reversals as (
    select
        opportunity_id, arg_max(stage_change_id, (changed_date, stage_change_id)) as reversal_change_id,
        count(*) as reversal_count
    from changes
    where kind_before = 'won' and to_kind is distinct from 'won'
      and date_before > last_day(date_before) - 3
      and changed_date > last_day(date_before) and changed_date <= last_day(date_before) + 10
    group by opportunity_id
),

self_orders as (
    select orders.opportunity_id from star.self_order
    join crm."order" as orders on orders.id = self_order.order_id
    where orders.opportunity_id is not null
    union
    -- or the buyer is reached on an employee's phone
    select opportunity.id from crm.opportunity
    join crm.customer on customer.id = opportunity.customer_id
    where star.plain_phone(customer.phone) in (
        select star.plain_phone(phone) from crm.employee where star.plain_phone(phone) is not null
    )
),

known as (
    select opportunity_id from closes
    union
    select opportunity_id from reversals
),

final as (
    select
        known.opportunity_id,
        coalesce(closes.entered_date - closes.closed_date > setting.backdate_days, false) as is_backdated,
        closes.entered_date - closes.closed_date as backdated_days,
        reversals.opportunity_id is not null     as is_reversed,
        reversals.reversal_change_id,
        self_orders.opportunity_id is not null   as is_self_order,
        likeness.customer_id is not null         as is_duplicate_customer
    from known
    cross join star.setting
    left join closes on closes.opportunity_id = known.opportunity_id
    left join reversals on reversals.opportunity_id = known.opportunity_id
    left join self_orders on self_orders.opportunity_id = known.opportunity_id
    left join star.customer_likeness as likeness on likeness.customer_id = closes.customer_id
)

select
    opportunity_id, is_backdated, is_reversed, is_self_order, is_duplicate_customer, reversal_change_id,
    case when is_backdated then backdated_days end::integer as backdated_days
from final
where is_backdated or is_reversed or is_self_order or is_duplicate_customer
