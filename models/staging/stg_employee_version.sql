/*---
model: staging.stg_employee_version
grain: one row per employee × stretch of days in which the employee's own row does not change
key:   [employee_id, valid_from_date]
load:  { kind: view }
---*/
with dated as (
    select distinct id from crm.employee where valid_from is not null
),

versions as (
    select
        employee.id                                      as employee_id,
        coalesce(employee.valid_from, date '0001-01-01') as from_date,
        coalesce(employee.valid_to, date '9999-12-31')   as to_date,
        employee.org_unit_id, employee.name, employee.role, employee.position, employee.manager_id,
        employee.is_head, employee.hired_on, employee.left_on, employee.photo_url
    from crm.employee
    semi join dated on dated.id = employee.id
    union all
    -- without dated versions a change takes effect on the business date of the sync that saw it
    select
        log.id, star.business_date(log._seen_at), date '9999-12-31',
        log.org_unit_id, log.name, log.role, log.position, log.manager_id, log.is_head, log.hired_on,
        -- who is gone from the source left when that was seen
        case when log._op = 'delete' then coalesce(log.left_on, star.business_date(log._seen_at)) else log.left_on end,
        log.photo_url
    from crm_log.employee as log
    anti join dated on dated.id = log.id
    qualify row_number() over (
        partition by log.id, star.business_date(log._seen_at) order by log._run_id desc, log._op
    ) = 1
),

-- one that ends before it begins holds on no day and says nothing, unless nothing else speaks of the person
held as (
    select * replace (greatest(to_date, from_date + 1) as to_date)
    from versions
    qualify to_date > from_date or not bool_or(to_date > from_date) over (partition by employee_id)
),

boundaries as (
    select employee_id, from_date as on_date from held
    union
    select employee_id, to_date from held where to_date < date '9999-12-31'
),

-- of several primary seats on one day the latest valid_from counts
picked as (
    select
        boundaries.employee_id,
        boundaries.on_date,
        max_by(held, (held.from_date, held.org_unit_id)) filter (held.employee_id is not null) as version
    from boundaries
    left join held
        on  held.employee_id = boundaries.employee_id
        and held.from_date <= boundaries.on_date
        and held.to_date > boundaries.on_date
    group by boundaries.employee_id, boundaries.on_date
),

-- who left counts where they last sat
filled as (
    select
        employee_id,
        on_date,
        last_value(version ignore nulls) over (partition by employee_id order by on_date) as version
    from picked
),

final as (
    select
        employee_id,
        case when row_number() over people = 1 then date '0001-01-01' else on_date end as valid_from_date,
        coalesce(lead(on_date) over people, date '9999-12-31')                       as valid_to_date,
        version.org_unit_id as org_unit_id,
        version.name        as name,
        version.role        as role,
        version.position    as position,
        version.manager_id  as manager_id,
        version.is_head     as is_head,
        version.photo_url   as photo_url,
        -- employment is one fact of the person: what the latest row says
        last_value(version.hired_on) over whole as hired_date,
        last_value(version.left_on) over whole  as left_date
    from filled
    window
        people as (partition by employee_id order by on_date),
        whole as (
            partition by employee_id order by on_date rows between unbounded preceding and unbounded following
        )
)

select
    employee_id, valid_from_date, valid_to_date, org_unit_id, name, role, position, manager_id, is_head, photo_url,
    hired_date, left_date
from final
