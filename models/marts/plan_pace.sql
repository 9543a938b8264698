/*---
model: star.plan_pace
grain: one row per person, and per unit with records that nobody owns, with what 90 days took for a deal won
key:   [owner_id, fallback_org_id]
load:  { kind: full, at: day }
tests:
  - not_null: [org_then_key, won_count]
---*/
-- the 90 days before today, as figures of a day still running would lower every rate
with span as (
    select as_of_date, as_of_date - 90 as from_date, as_of_date - 1 as to_date from star.publish
),

deals as (
    select
        event, any_value(owner_id) filter (record_count = 1) as owner_id,
        any_value(fallback_org_id) filter (record_count = 1) as fallback_org_id, sum(amount) as amount
    from star.fct_opportunity_event
    cross join span
    where event in ('created', 'won') and event_date between span.from_date and span.to_date
    group by opportunity_id, event, event_no
),

happened as (
    select owner_id, fallback_org_id, event as what, amount from deals
    union all
    select owner_id, fallback_org_id, 'lead', null from star.fct_lead cross join span
    where created_date between span.from_date and span.to_date
    union all
    select owner_id, fallback_org_id, type, null from star.fct_activity cross join span
    where type in ('visit', 'call') and date between span.from_date and span.to_date
),

holders as (
    select employee_id as owner_id, 'unassigned' as fallback_org_id
    from star.dim_employee_current where employee_id <> 'unassigned'
    union
    select owner_id, fallback_org_id from happened
),

own as (
    select
        holders.owner_id, holders.fallback_org_id,
        coalesce(employee.org_id, holders.fallback_org_id) as unit_id,
        coalesce(list(happened.amount order by happened.amount) filter (what = 'won' and happened.amount is not null), []) as won_amounts,
        count(*) filter (what = 'won')     as won_count,
        count(*) filter (what = 'created') as opportunity_count,
        count(*) filter (what = 'lead')    as lead_count,
        count(*) filter (what = 'visit')   as visit_count,
        count(*) filter (what = 'call')    as call_count
    from holders
    left join happened using (owner_id, fallback_org_id)
    left join star.dim_employee_current as employee on employee.employee_id = holders.owner_id
    group by holders.owner_id, holders.fallback_org_id, employee.org_id
),

-- everybody on the unit and below it; where nobody there won a deal, the company
units as (
    select
        unit.org_id as unit_id, median(amount) as median_amount, sum(won) as won_count, sum(opportunities) as opportunity_count,
        sum(leads) as lead_count, sum(visits) as visit_count, sum(calls) as call_count
    from star.dim_org_current as unit
    join star.dim_org_current as below on below.lft between unit.lft and unit.rgt
    join (
        select unit_id, won_count as won, opportunity_count as opportunities, lead_count as leads,
            visit_count as visits, call_count as calls, null::decimal(18, 2) as amount
        from own
        union all
        select unit_id, null, null, null, null, null, unnest(won_amounts) from own
    ) as part on part.unit_id = below.org_id
    group by unit.org_id
),

company as (
    select
        sum(won_count) as won_count, sum(opportunity_count) as opportunity_count, sum(lead_count) as lead_count,
        sum(visit_count) as visit_count, sum(call_count) as call_count,
        list_median(flatten(list(won_amounts))) as median_amount
    from own
)

select
    -- keys
    own.owner_id, own.fallback_org_id, assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    -- attributes
    star.tenure_band(assignment.hired_date, span.as_of_date) as owner_tenure_band,
    -- measures of one's own: reporting currency, records
    own.won_amounts, own.won_count, own.opportunity_count, own.lead_count, own.visit_count, own.call_count,
    -- and of the unit
    coalesce(units.median_amount, company.median_amount)::double                            as unit_median_amount,
    case when units.won_count > 0 then units.won_count else company.won_count end::bigint   as unit_won_count,
    case when units.won_count > 0 then units.opportunity_count else company.opportunity_count end::bigint
        as unit_opportunity_count,
    case when units.won_count > 0 then units.lead_count else company.lead_count end::bigint   as unit_lead_count,
    case when units.won_count > 0 then units.visit_count else company.visit_count end::bigint as unit_visit_count,
    case when units.won_count > 0 then units.call_count else company.call_count end::bigint   as unit_call_count
from own
cross join span
cross join company
left join units using (unit_id)
join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(nullif(own.owner_id, 'unassigned'), own.fallback_org_id)
    and assignment.valid_from_date <= span.as_of_date
    and assignment.valid_to_date > span.as_of_date
