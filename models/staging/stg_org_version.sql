/*---
model: staging.stg_org_version
grain: one row per org unit × stretch of days in which its own row does not change
key:   [org_id, valid_from_date]
load:  { kind: view }
---*/
with dated as (
    select distinct id from crm.org_unit where valid_from is not null
),

versions as (
    -- the source keeps dated versions: they are the truth
    select
        unit.id                                             as org_id,
        coalesce(unit.valid_from, date '0001-01-01')        as from_date,
        coalesce(unit.valid_to, date '9999-12-31')          as to_date,
        unit.parent_id, unit.name, unit.type, unit.sort,
        false                                               as is_deleted
    from crm.org_unit as unit
    semi join dated on dated.id = unit.id
    union all
    -- it does not: a change takes effect on the business date of the sync that saw it
    select
        log.id, star.business_date(log._seen_at), date '9999-12-31',
        log.parent_id, log.name, log.type, log.sort, log._op = 'delete'
    from crm_log.org_unit as log
    anti join dated on dated.id = log.id
    qualify row_number() over (
        partition by log.id, star.business_date(log._seen_at) order by log._run_id desc, log._op
    ) = 1
),

-- one that ends before it begins holds on no day and says nothing, unless nothing else speaks of the unit
held as (
    select * replace (greatest(to_date, from_date + 1) as to_date)
    from versions
    qualify to_date > from_date or not bool_or(to_date > from_date) over (partition by org_id)
),

boundaries as (
    select org_id, from_date as on_date from held
    union
    select org_id, to_date from held where to_date < date '9999-12-31'
),

-- of several rows on one day the latest valid_from counts
picked as (
    select
        boundaries.org_id,
        boundaries.on_date,
        max_by(held, (held.from_date, held.name)) filter (held.org_id is not null) as version
    from boundaries
    left join held
        on  held.org_id = boundaries.org_id
        and held.from_date <= boundaries.on_date
        and held.to_date > boundaries.on_date
    group by boundaries.org_id, boundaries.on_date
),

-- a closed unit stays where it last was
filled as (
    select
        org_id,
        on_date,
        version is null as is_closed,
        last_value(version ignore nulls) over (partition by org_id order by on_date) as version
    from picked
),

mapped as (
    select
        org_id,
        case when row_number() over units = 1 then date '0001-01-01' else on_date end as valid_from_date,
        coalesce(lead(on_date) over units, date '9999-12-31')                       as valid_to_date,
        version.parent_id                                                           as parent_id,
        version.name                                                                as name,
        version.type                                                                as type,
        version.sort                                                                as sort,
        is_closed or version.is_deleted                                             as is_closed
    from filled
    window units as (partition by org_id order by on_date)
),

-- a CRM that knows managers and no units: each manager leads a unit, which moves as its manager does
led as (
    select
        own.org_id, manager.valid_from_date, manager.valid_to_date,
        -- some CRMs write of whoever stands at the top that they manage themselves
        nullif(coalesce(above.org_id, manager.manager_id), own.org_id) as parent_id,
        manager.name, 'team' as type, null::bigint as sort, false as is_closed
    from staging.stg_manager_unit as own
    join staging.stg_employee_version as manager using (employee_id)
    left join staging.stg_manager_unit as above on above.employee_id = manager.manager_id
),

final as (
    select * from mapped
    union all by name
    select * from led
)

select org_id, valid_from_date, valid_to_date, parent_id, name, type, sort, is_closed from final
