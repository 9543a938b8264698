/*---
model: star.fct_pool_hold
grain: one row per record × stretch of days at whose end it is held, or public, in the same way
key:   [record_type, record_id, valid_from_date]
load:
  kind: incremental
  by: record_id
  changed_by:
    staging.stg_pool_stretch: record_id
    star.fct_pool_cycle: record_id
    crm.activity: >
      select lead_id from changed union select opportunity_id from changed union select customer_id from changed
    # of a deal only its pool counts here, see stg_pool_stretch
    crm.opportunity: >
      select id from changed group by id having count(distinct coalesce(pool_unit_id, '') || coalesce(customer_id, '')) > 1
    crm.lead: id
    crm.customer: id
    star.customer_member: select record_id from star.fct_pool_hold join changed using (customer_key)
    star.dim_customer: select record_id from star.fct_pool_hold join changed using (customer_key)
    star.dim_org_current: >
      select id from changed join crm.lead on pool_unit_id = org_id
      union select id from changed join crm.opportunity on pool_unit_id = org_id
      union select id from changed join crm.customer on pool_unit_id = org_id
    star.place_territory: >
      select record_id from star.fct_pool_hold join star.dim_customer using (customer_key) join changed using (place_key)
    star.org_assignment: >
      select record_id from star.fct_pool_hold
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
tests:
  - not_null: [valid_to_date, org_then_key, is_private]
---*/
with records as (
    select 'lead' as record_type, id as record_id, customer_id, pool_unit_id, coalesce(company, name) as record_name
    from crm.lead where {{ in_scope(id) }}
    union all
    select 'opportunity', id, customer_id, pool_unit_id, name from crm.opportunity where {{ in_scope(id) }}
    union all
    select 'customer', id, id, pool_unit_id, name from crm.customer where {{ in_scope(id) }}
),

-- who has it at the end of a day, not who had it in between
days as (
    select
        *, star.business_date(started_at) as from_date,
        case when ended_at = timestamp '9999-12-31' then date '9999-12-31' else star.business_date(ended_at) end as to_date
    from staging.stg_pool_stretch
    where {{ in_scope(record_id) }}
),

held as (
    select
        days.record_type, days.record_id, days.from_date, days.to_date, days.started_at, days.ended_at, days.holder_id,
        cycle.owner_id, cycle.cycle_id, cycle.hold_days, cycle.extend_days, cycle.max_hold_days, cycle.drop_basis
    from days
    left join star.fct_pool_cycle as cycle
        on  cycle.record_type = days.record_type and cycle.record_id = days.record_id
        and cycle.started_at = days.started_at
    where days.from_date < days.to_date
),

touches as (
    select distinct held.record_type, held.record_id, held.from_date, star.business_date(touch.at) as on_date,
        held.drop_basis = 'any' or (held.drop_basis = 'visit' and touch.type = 'visit') as is_qualifying
    from held
    join (
        select 'lead' as record_type, lead_id as record_id, owner_id, activity.at, type from crm.activity
        where outcome is distinct from 'cancelled' and {{ in_scope(lead_id) }}
        union all
        select 'opportunity', opportunity_id, owner_id, activity.at, type from crm.activity
        where outcome is distinct from 'cancelled' and {{ in_scope(opportunity_id) }}
        union all
        select 'customer', customer_id, owner_id, activity.at, type from crm.activity
        where outcome is distinct from 'cancelled' and {{ in_scope(customer_id) }}
    ) as touch
        on  touch.record_type = held.record_type and touch.record_id = held.record_id
        and touch.owner_id = held.holder_id
        and touch.at >= held.started_at and touch.at < held.ended_at
    where star.business_date(touch.at) < held.to_date
),

-- a stretch is cut on the days on which its holder did something
cuts as (
    select
        record_type, record_id, from_date, on_date,
        max(touch_date) over so_far as last_touch_date, max(qualifying_date) over so_far as last_qualifying_date,
        lead(on_date) over (partition by record_type, record_id, from_date order by on_date) as next_date
    from (
        select record_type, record_id, from_date, on_date,
            max(touch_date) as touch_date, max(touch_date) filter (is_qualifying) as qualifying_date
        from (
            select record_type, record_id, from_date, from_date as on_date, null::date as touch_date, false as is_qualifying
            from held
            union all
            select record_type, record_id, from_date, on_date, on_date, is_qualifying from touches
        )
        group by record_type, record_id, from_date, on_date
    )
    window so_far as (partition by record_type, record_id, from_date order by on_date)
),

dated as (
    select
        held.* exclude (to_date), cuts.on_date as cut_from_date, coalesce(cuts.next_date, held.to_date) as cut_to_date,
        cuts.last_touch_date, cuts.last_qualifying_date
    from held
    join cuts
        on  cuts.record_type = held.record_type and cuts.record_id = held.record_id and cuts.from_date = held.from_date
),

hung as (
    select
        dated.*, records.record_name, member.customer_key,
        case when dated.owner_id is not null and dated.owner_id <> 'unassigned' then 'unassigned'
            else coalesce(pool.org_id, territory.org_id, 'unassigned')
        end as fallback_org_id
    from dated
    join records on records.record_type = dated.record_type and records.record_id = dated.record_id
    left join star.customer_member as member on member.customer_id = records.customer_id
    left join star.dim_customer as customer on customer.customer_key = member.customer_key
    left join star.dim_org_current as pool on pool.org_id = records.pool_unit_id
    left join star.place_territory as territory
        on  territory.place_key = customer.place_key
        and territory.valid_from_date <= dated.from_date and territory.valid_to_date > dated.from_date
),

-- then where its place or its holder's time in the company turns
placed as (
    select
        hung.* exclude (cut_from_date, cut_to_date),
        assignment.org_key, assignment.org_id, assignment.hired_date,
        greatest(hung.cut_from_date, assignment.valid_from_date) as placed_from_date,
        least(hung.cut_to_date, assignment.valid_to_date)        as placed_to_date
    from hung
    join star.org_assignment as assignment
        on  assignment.place_id = star.place_id(nullif(hung.owner_id, 'unassigned'), hung.fallback_org_id)
        and assignment.valid_from_date < hung.cut_to_date
        and assignment.valid_to_date > hung.cut_from_date
),

turned as (
    select
        *,
        unnest(list_distinct([placed_from_date] || list_filter(
            [
                (hired_date + interval 3 month)::date, (hired_date + interval 12 month)::date,
                (hired_date + interval 36 month)::date
            ],
            lambda turn: turn > placed_from_date and turn < placed_to_date
        ))) as valid_from_date
    from placed
)

select
    -- keys
    record_type, record_id, cycle_id, coalesce(customer_key, 'unknown') as customer_key,
    coalesce(owner_id, 'unassigned') as owner_id, fallback_org_id, org_key as org_then_key, org_id as org_then_id,
    -- attributes
    record_name, holder_id is not null as is_private, star.tenure_band(hired_date, valid_from_date) as owner_tenure_band,
    -- days: how long it may be kept, as known on these days, and from when on it lies idle
    star.due_date(from_date, last_qualifying_date, hold_days, extend_days, max_hold_days) as due_date,
    case when holder_id is not null then coalesce(last_touch_date, from_date) + setting.stalled_days end as idle_from_date,
    valid_from_date,
    coalesce(
        lead(valid_from_date) over (partition by record_type, record_id, placed_from_date order by valid_from_date),
        placed_to_date
    ) as valid_to_date
from turned
cross join star.setting
