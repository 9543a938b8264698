/*---
model: star.pool_outcome
grain: one row per cycle that its record's win or close ended, that began after it, or that somebody else won later
key:   [cycle_id]
load:  { kind: full, at: day }
tests:
  - not_null: [is_reclaimed]
  - accepted_values: { column: outcome, values: [won, closed, void] }
---*/
with cycles as (
    select
        cycle_id, record_type, record_id, owner_id, started_at, end_reason,
        coalesce(ended_at, timestamp '9999-12-31') as ended_at
    from star.fct_pool_cycle
),

-- what a customer signed and paid; an order or contract of a deal is that deal
customer_wins as (
    select opportunity.customer_id, deal.closed_at as won_at, coalesce(deal.amount, 0) as amount
    from star.fct_opportunity as deal
    join crm.opportunity on opportunity.id = deal.opportunity_id
    where deal.kind = 'won'
    union all
    select orders.customer_id, min(paid.event_at), sum(paid.amount)
    from star.fct_order as paid
    join crm."order" as orders on orders.id = paid.order_id
    where paid.event = 'paid' and orders.opportunity_id is null and orders.contract_id is null
    group by orders.id, orders.customer_id
    union all
    select contract.customer_id, contract.signed_at, sum(signed.amount)
    from star.fct_contract as signed
    join crm.contract on contract.id = signed.contract_id
    where contract.opportunity_id is null
    group by contract.id, contract.customer_id, contract.signed_at
),

endings as (
    select
        cycles.*,
        case when closing.closed_at < cycles.started_at then 'void' when closing.is_won then 'won' else 'closed' end as outcome,
        closing.closed_at as over_at, closing.amount
    from cycles
    join star.pool_close as closing
        on  closing.record_type = cycles.record_type and closing.record_id = cycles.record_id
        and closing.closed_at < cycles.ended_at
    union all
    select cycles.*, 'won', min(wins.won_at), sum(wins.amount)
    from cycles
    join customer_wins as wins
        on wins.customer_id = cycles.record_id and wins.won_at >= cycles.started_at and wins.won_at < cycles.ended_at
    where cycles.record_type = 'customer'
    group by all
),

dropped as (
    select cycles.* from cycles anti join endings using (cycle_id) where cycles.end_reason = 'auto_dropped'
),

-- a cycle that let a record go, beside the later one of somebody else that won it
recoveries as (
    select dropped.cycle_id as dropped_cycle_id, endings.cycle_id as won_cycle_id
    from dropped
    join endings
        on  endings.record_type = dropped.record_type and endings.record_id = dropped.record_id
        and endings.outcome = 'won' and endings.started_at >= dropped.ended_at and endings.owner_id <> dropped.owner_id
),

final as (
    select
        cycle_id, owner_id, outcome, started_at, over_at, star.business_date(over_at) as over_date, amount,
        cycle_id in (select won_cycle_id from recoveries) as is_recycled, false as is_reclaimed
    from endings
    union all
    select cycle_id, owner_id, null, started_at, null, null, null, false, true
    from dropped
    where cycle_id in (select dropped_cycle_id from recoveries)
)

select
    final.cycle_id, final.outcome, final.is_recycled, final.is_reclaimed,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    star.tenure_band(assignment.hired_date, final.over_date) as owner_tenure_band,
    -- measures: reporting currency, days
    final.amount::decimal(38, 2) as amount,
    date_diff('microsecond', final.started_at, final.over_at) / 86400e6 as private_days,
    -- times
    final.over_at, star.local_time(final.over_at) as over_at_local, final.over_date
from final
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(nullif(final.owner_id, 'unassigned'), 'unassigned')
    and assignment.valid_from_date <= final.over_date and assignment.valid_to_date > final.over_date
