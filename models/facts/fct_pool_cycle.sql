/*---
model: star.fct_pool_cycle
grain: one row per cycle, a record in one person's hands, from claim, assignment or creation until it moves on
key:   [cycle_id]
load:
  kind: incremental
  by: record_id
  changed_by:
    staging.stg_pool_stretch: record_id
    crm.activity: >
      select lead_id from changed union select opportunity_id from changed union select customer_id from changed
    crm.pool_rule: select record_id from staging.stg_pool_stretch join changed using (record_type)
    star.customer_member: select customer_id from changed
    star.dim_employee_current: select record_id from staging.stg_pool_stretch join changed on holder_id = changed.employee_id
    star.org_assignment: >
      select record_id from staging.stg_pool_stretch join changed on changed.place_id = star.place_id(holder_id, null)
tests:
  - not_null: [started_date, org_then_key, start_event]
  - accepted_values: { column: end_reason, values: [released, auto_dropped, transferred] }
  - references: { column: org_then_key, to: star.dim_org.org_key }
---*/
with stretches as (
    select
        record_type || '|' || record_id || '|' || epoch_us(started_at) as cycle_id,
        *, star.business_date(started_at) as started_date,
        case when end_reason is not null then star.business_date(ended_at) end as ended_date
    from staging.stg_pool_stretch
    where holder_id is not null and {{ in_scope(record_id) }}
),

placed as (
    select
        stretches.*, employee.employee_id, employee.role,
        began.org_key, began.org_id, began.ancestor_ids, began.hired_date,
        ended.org_key as ended_org_key, ended.org_id as ended_org_id
    from stretches
    left join star.dim_employee_current as employee on employee.employee_id = stretches.holder_id
    join star.org_assignment as began
        on  began.place_id = star.place_id(employee.employee_id, 'unassigned')
        and began.valid_from_date <= stretches.started_date and began.valid_to_date > stretches.started_date
    left join star.org_assignment as ended
        on  ended.place_id = star.place_id(employee.employee_id, 'unassigned')
        and ended.valid_from_date <= stretches.ended_date and ended.valid_to_date > stretches.ended_date
),

-- of the rules in force when the cycle began, for each figure the nearest that says it: of the person, of the role,
-- of the deepest unit, of everybody
ruled as (
    select
        placed.cycle_id,
        arg_max(rule.hold_days, nearness) filter (rule.hold_days is not null)                 as hold_days,
        arg_max(rule.extend_days, nearness) filter (rule.extend_days is not null)             as extend_days,
        arg_max(rule.max_hold_days, nearness) filter (rule.max_hold_days is not null)         as max_hold_days,
        arg_max(rule.reclaim_lock_days, nearness) filter (rule.reclaim_lock_days is not null) as lock_days,
        arg_max(rule.drop_basis, nearness) filter (rule.drop_basis is not null)               as drop_basis
    from placed
    join (
        select *, coalesce(valid_from, date '0001-01-01') as from_date from crm.pool_rule
    ) as rule
        on  rule.record_type = placed.record_type
        and rule.from_date <= placed.started_date
        and (rule.employee_id is null or rule.employee_id = placed.employee_id)
        and (rule.role is null or rule.role = placed.role)
        and (rule.org_unit_id is null or list_contains(placed.ancestor_ids, rule.org_unit_id))
    cross join lateral (
        select (
            rule.employee_id is not null, rule.role is not null,
            coalesce(list_position(placed.ancestor_ids, rule.org_unit_id), 0), rule.from_date, rule.id
        ) as nearness
    )
    group by placed.cycle_id
),

touches as (
    select
        placed.cycle_id, min(touch.at) as first_touch_at, max(touch.at) as last_touch_at, count(*) as touch_count,
        max(touch.at) filter (touch.type = 'visit') as last_visit_at
    from placed
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
        on  touch.record_type = placed.record_type and touch.record_id = placed.record_id
        and touch.owner_id = placed.holder_id
        and touch.at >= placed.started_at and touch.at < placed.ended_at
    group by placed.cycle_id
)

select
    -- keys
    placed.cycle_id, placed.record_type, placed.record_id, member.customer_key,
    coalesce(placed.employee_id, 'unassigned') as owner_id, 'unassigned' as fallback_org_id,
    placed.org_key as org_then_key, placed.org_id as org_then_id,
    placed.ended_org_key as ended_org_then_key, placed.ended_org_id as ended_org_then_id,
    -- attributes
    star.tenure_band(placed.hired_date, placed.started_date) as owner_tenure_band,
    star.tenure_band(placed.hired_date, placed.ended_date)   as ended_tenure_band,
    placed.start_event, placed.assign_method, placed.end_reason, star.drop_basis(ruled.drop_basis) as drop_basis,
    -- days
    ruled.hold_days, ruled.extend_days, ruled.max_hold_days, ruled.lock_days,
    -- measures
    coalesce(touches.touch_count, 0)::integer as touch_count,
    date_diff('microsecond', placed.started_at, touches.first_touch_at) / 3600e6 as first_touch_hours,
    case when placed.end_reason is not null
        then date_diff('microsecond', placed.started_at, placed.ended_at) / 86400e6
    end as private_days,
    -- times
    placed.started_date, placed.started_at, star.local_time(placed.started_at) as started_at_local,
    placed.ended_date,
    case when placed.end_reason is not null then placed.ended_at end                  as ended_at,
    case when placed.end_reason is not null then star.local_time(placed.ended_at) end as ended_at_local
from placed
left join ruled on ruled.cycle_id = placed.cycle_id
left join touches on touches.cycle_id = placed.cycle_id
left join star.customer_member as member
    on member.customer_id = case when placed.record_type = 'customer' then placed.record_id end
