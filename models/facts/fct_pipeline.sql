/*---
model: star.fct_pipeline
grain: one row per opportunity × credited employee × stretch of days in which the open deal looks the same
key:   [opportunity_id, owner_id, valid_from_date]
load:
  kind: incremental
  by: opportunity_id
  changed_by:
    staging.stg_opportunity: opportunity_id
    staging.stg_opportunity_gone: opportunity_id
    staging.stg_opportunity_day: opportunity_id
    staging.stg_opportunity_stall: opportunity_id
    crm.credit: select record_id from changed where record_type = 'opportunity'
    crm.fx_rate: select opportunity_id from staging.stg_opportunity_day join changed using (currency)
    star.dim_employee_current: >
      select opportunity_id from staging.stg_opportunity_day join changed on owner_id = changed.employee_id
      union select record_id from crm.credit join changed on credit.employee_id = changed.employee_id
    star.dim_org_current: >
      select opportunity_id from staging.stg_opportunity_day join changed on pool_unit_id = changed.org_id
    star.place_territory: >
      select opportunity_id from star.fct_pipeline as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select opportunity_id from star.fct_pipeline
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
extras: { opportunity: { id: opportunity_id } }
tests:
  - not_null: [valid_to_date, org_then_key, customer_key]
  - accepted_values: { column: state, values: [open, won, lost, disqualified, duplicate] }
---*/
with days as (
    select
        *,
        lag(kind) over deal as kind_before,
        lag(stage_key) over deal as stage_before,
        lag(expected_close_date) over deal as expected_before
    from staging.stg_opportunity_day
    where {{ in_scope(opportunity_id) }}
    window deal as (partition by opportunity_id order by valid_from_date)
),

stretches as (
    select
        opportunity_id, 'open' as state, stage_key, owner_id, pool_unit_id, amount, currency, amount_date,
        expected_close_date, push_count, valid_from_date, valid_to_date
    from days
    where kind = 'open'
    union all
    -- the day on which an open deal closes: it goes with the owner and the amount of that day
    select
        opportunity_id, kind, stage_before, owner_id, pool_unit_id, amount, currency, amount_date,
        expected_before, push_count, valid_from_date, valid_from_date + 1
    from days
    where kind not in ('open', 'deleted') and kind_before = 'open'
),

owned as (
    select
        stretches.* exclude (owner_id, pool_unit_id, amount),
        deal.pipeline, deal.customer_key, deal.place_key, deal.product_id, deal.campaign_id, deal.source,
        deal.name as opportunity_name, star.business_date(deal.created_at) as created_date,
        star.converted(stretches.amount, fx.rate) as deal_amount,
        employee.employee_id, pool.org_id as pool_org_id
    from stretches
    join staging.stg_opportunity_ever as deal using (opportunity_id)
    left join star.dim_employee_current as employee on employee.employee_id = stretches.owner_id
    left join star.dim_org_current as pool on pool.org_id = stretches.pool_unit_id
    left join staging.stg_fx_rate as fx
        on  fx.currency = stretches.currency
        and fx.valid_from_date <= stretches.amount_date
        and fx.valid_to_date > stretches.amount_date
),

credited as (
    select
        split.* exclude (part),
        part.employee_id as credited_id, part.record_count, part.share, part.amount
    from (
        select owned.*, unnest(star.credit_parts(owned.deal_amount, owned.employee_id, credit.credits)) as part
        from owned
        left join staging.stg_credit as credit
            on credit.record_type = 'opportunity' and credit.record_id = owned.opportunity_id
    ) as split
),

-- a deal that nobody owns follows its pool, else the territory around its customer from day to day
cuts as (
    select opportunity_id, valid_from_date as stretch_from, valid_from_date as on_date from credited
    union
    select credited.opportunity_id, credited.valid_from_date, cut.on_date
    from credited
    join (
        select place_key, valid_from_date as on_date from star.place_territory
        union
        select place_key, valid_to_date from star.place_territory
    ) as cut
        on  cut.place_key = credited.place_key
        and cut.on_date > credited.valid_from_date and cut.on_date < credited.valid_to_date
    where credited.credited_id is null and credited.pool_org_id is null
),

hung as (
    select
        credited.* exclude (valid_from_date, valid_to_date),
        cuts.on_date as valid_from_date,
        coalesce(
            lead(cuts.on_date) over (
                partition by credited.opportunity_id, credited.credited_id, credited.valid_from_date order by cuts.on_date
            ),
            credited.valid_to_date
        ) as valid_to_date,
        case when credited.credited_id is null
            then coalesce(credited.pool_org_id, territory.org_id, 'unassigned') else 'unassigned'
        end as fallback_org_id
    from credited
    join cuts
        on cuts.opportunity_id = credited.opportunity_id and cuts.stretch_from = credited.valid_from_date
    left join star.place_territory as territory
        on  territory.place_key = credited.place_key
        and territory.valid_from_date <= cuts.on_date
        and territory.valid_to_date > cuts.on_date
),

-- then the stretch is cut where its place, the owner's time in the company or the silence around it turns
placed as (
    select
        hung.* exclude (valid_from_date, valid_to_date),
        assignment.org_key, assignment.org_id, assignment.hired_date, stall.is_stalled,
        greatest(hung.valid_from_date, assignment.valid_from_date, stall.valid_from_date) as valid_from_date,
        least(hung.valid_to_date, assignment.valid_to_date, stall.valid_to_date)          as valid_to_date
    from hung
    join star.org_assignment as assignment
        on  assignment.place_id = star.place_id(hung.credited_id, hung.fallback_org_id)
        and assignment.valid_from_date < hung.valid_to_date
        and assignment.valid_to_date > hung.valid_from_date
    join staging.stg_opportunity_stall as stall
        on  stall.opportunity_id = hung.opportunity_id
        and stall.valid_from_date < least(hung.valid_to_date, assignment.valid_to_date)
        and stall.valid_to_date > greatest(hung.valid_from_date, assignment.valid_from_date)
),

final as (
    select
        placed.* exclude (valid_from_date, valid_to_date),
        on_date as valid_from_date,
        coalesce(
            lead(on_date) over (
                partition by placed.opportunity_id, placed.credited_id, placed.valid_from_date order by on_date
            ),
            placed.valid_to_date
        ) as valid_to_date
    from (
        select
            *,
            unnest(list_distinct([valid_from_date] || list_filter(
                [
                    (hired_date + interval 3 month)::date, (hired_date + interval 12 month)::date,
                    (hired_date + interval 36 month)::date
                ],
                lambda turn: turn > valid_from_date and turn < valid_to_date
            ))) as on_date
        from placed
    ) as placed
)

select
    -- keys
    opportunity_id, coalesce(credited_id, 'unassigned') as owner_id, fallback_org_id,
    org_key as org_then_key, org_id as org_then_id,
    customer_key, stage_key, pipeline, product_id, campaign_id,
    -- attributes
    state, star.tenure_band(hired_date, valid_from_date) as owner_tenure_band,
    source, opportunity_name, star.deal_size_band(deal_amount) as deal_size_band, is_stalled,
    -- measures: records, reporting currency
    record_count, share, amount, deal_amount, push_count,
    -- times
    created_date, expected_close_date, valid_from_date, valid_to_date
from final
