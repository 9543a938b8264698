/*---
model: star.fct_target_day
grain: one row per target's subject × metric × day that carries a part of it
key:   [subject_type, subject_id, metric, date]
live: true
load:  { kind: full }
tests:
  - not_null: [target, org_then_key]
  - audit: target_days_add_up
---*/
with recursive periods as (
    select
        stg_target.*,
        -- a shorter period is spread before the longer ones around it
        case
            when period_end - period_start < 7 then 1
            when period_end - period_start < 27 then 2
            when period_end - period_start < 31 then 3
            when period_end - period_start < 92 then 4
            when period_end - period_start < 184 then 5
            else 6
        end as level
    from staging.stg_target
),

-- the shortest period that covers a day rules it
ruled as (
    select
        periods.subject_type, periods.subject_id, periods.metric, periods.period_start, periods.period_end,
        periods.level, periods.value, dim_date.date, dim_date.is_working_day
    from periods
    join star.dim_date on dim_date.date between periods.period_start and periods.period_end
    qualify row_number() over (
        partition by periods.subject_type, periods.subject_id, periods.metric, dim_date.date
        order by periods.period_end - periods.period_start, periods.period_start desc
    ) = 1
),

-- working days carry it; a period without any is carried by all its days
carried as (
    select
        *,
        count(*) over period                                  as day_count,
        row_number() over (
            partition by subject_type, subject_id, metric, period_start, period_end order by date desc
        ) = 1 as is_last
    from (
        select *
        from ruled
        qualify is_working_day or not bool_or(is_working_day) over (
            partition by subject_type, subject_id, metric, period_start, period_end
        )
    )
    window period as (partition by subject_type, subject_id, metric, period_start, period_end)
),

spread as (
    select
        0 as done_level, null::varchar as subject_type, null::varchar as subject_id, null::varchar as metric,
        null::date as date, null::boolean as is_working_day, null::hugeint as cents
    union all (
        select done_level + 1, subject_type, subject_id, metric, date, is_working_day, cents
        from spread
        where done_level < 6
        union all
        select
            carried.level, carried.subject_type, carried.subject_id, carried.metric, carried.date,
            carried.is_working_day,
            -- the last day takes the cents
            case when carried.is_last
                then rest.cents - (carried.day_count - 1) * rest.day_cents
                else rest.day_cents
            end
        from carried
        join (
            select
                subject_type, subject_id, metric, period_start, period_end, cents,
                sign(cents) * ((abs(cents) * 2 + day_count) // (2 * day_count)) as day_cents
            from (
                select
                    days.subject_type, days.subject_id, days.metric, days.period_start, days.period_end,
                    days.day_count,
                    star.cents(days.value) - coalesce(sum(spread.cents), 0)::hugeint as cents
                from (
                    select distinct
                        subject_type, subject_id, metric, period_start, period_end, level, value, day_count
                    from carried
                ) as days
                left join spread
                    on  spread.subject_type = days.subject_type and spread.subject_id = days.subject_id
                    and spread.metric = days.metric
                    and spread.date between days.period_start and days.period_end
                where days.level = (select max(done_level) + 1 from spread)
                group by
                    days.subject_type, days.subject_id, days.metric, days.period_start, days.period_end,
                    days.day_count, days.value
            )
        ) as rest using (subject_type, subject_id, metric, period_start, period_end)
    )
),

-- who joins or leaves inside a period carries the target of the days in post
own as (
    select
        spread.subject_type, spread.subject_id, spread.metric, spread.date, spread.is_working_day,
        employee.employee_id,
        case when spread.subject_type = 'org_unit' then coalesce(unit.org_id, 'unassigned') end as unit_id,
        star.of_cents(spread.cents) as value
    from spread
    left join star.dim_employee_current as employee
        on spread.subject_type = 'employee' and employee.employee_id = spread.subject_id
    left join star.dim_org_current as unit
        on spread.subject_type = 'org_unit' and unit.org_id = spread.subject_id
    where spread.done_level = 6
      and spread.date >= coalesce(employee.hired_date, date '0001-01-01')
      and spread.date <= coalesce(employee.left_date, date '9999-12-31')
),

placed as (
    select
        own.*, assignment.org_key, assignment.org_id, assignment.hired_date,
        assignment.ancestor_ids as ids
    from own
    left join star.org_assignment as assignment
        on  assignment.place_id = star.place_id(own.employee_id, coalesce(own.unit_id, 'unassigned'))
        and assignment.valid_from_date <= own.date
        and assignment.valid_to_date > own.date
),

ancestors as (
    select
        subject_type, subject_id, unit_id, metric, date, value,
        unnest(ids)                  as ancestor_id,
        generate_subscripts(ids, 1)  as depth
    from placed
),

-- the nearest unit above that has a target of its own for the day
above as (
    select
        ancestors.subject_type, ancestors.subject_id, ancestors.metric, ancestors.date, ancestors.value,
        max_by(holder.unit_id, ancestors.depth) as holder_id
    from ancestors
    join placed as holder
        on  holder.unit_id = ancestors.ancestor_id
        and holder.metric = ancestors.metric
        and holder.date = ancestors.date
    where ancestors.ancestor_id is distinct from ancestors.unit_id
    group by all
),

below as (
    select holder_id, metric, date, sum(value) as value from above group by holder_id, metric, date
),

final as (
    select
        placed.*,
        placed.subject_type = 'org_unit' as is_remainder,
        -- a unit's row holds what it has not passed on, so that any subtree adds up
        (placed.value - coalesce(below.value, 0))::decimal(38, 2) as target
    from placed
    left join below
        on below.holder_id = placed.unit_id and below.metric = placed.metric and below.date = placed.date
)

select
    -- keys
    subject_type, subject_id, metric, date,
    coalesce(employee_id, 'unassigned') as owner_id, coalesce(unit_id, 'unassigned') as fallback_org_id,
    org_key as org_then_key, org_id as org_then_id,
    -- attributes
    star.tenure_band(hired_date, date) as owner_tenure_band,
    is_working_day, is_remainder,
    -- measures, in the metric's own unit
    target
from final
