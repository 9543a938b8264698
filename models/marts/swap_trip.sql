/*---
model: star.swap_trip
grain: one row per round trip × person (A drops a record, B takes it within a day and drops it, A takes it back)
key:   [trip_id, side]
load:  { kind: full, at: day }
tests:
  - not_null: [pair_id, date, org_then_key, is_repeated]
  - accepted_values: { column: side, values: [A, B] }
---*/
with stretches as (
    select
        *,
        lead(holder_id, 2) over record as b_id,
        lead(started_at, 2) over record as b_taken_at,
        lead(ended_at, 2) over record as b_dropped_at,
        lead(holder_id, 3) over record as between_id,
        lead(holder_id, 4) over record as a_again_id,
        lead(started_at, 4) over record as a_back_at
    from staging.stg_pool_stretch
    window record as (partition by record_type, record_id order by started_at)
),

-- the stretch between two holders is nobody's, or they would be one transfer
trips as (
    select
        stretches.record_type, stretches.record_id, stretches.holder_id as a_id, stretches.b_id,
        stretches.started_at as a_taken_at, stretches.ended_at as a_dropped_at, stretches.b_taken_at,
        stretches.b_dropped_at, stretches.a_back_at
    from stretches
    join star.fct_pool_cycle as cycle
        on  cycle.record_type = stretches.record_type and cycle.record_id = stretches.record_id
        and cycle.started_at = stretches.started_at
    where stretches.holder_id is not null
      and stretches.end_reason in ('released', 'auto_dropped')
      and stretches.b_id <> stretches.holder_id
      and stretches.b_taken_at <= stretches.ended_at + interval 24 hour
      and stretches.between_id is null
      and stretches.a_again_id = stretches.holder_id
      and stretches.a_back_at <= stretches.ended_at + to_days((coalesce(cycle.lock_days, 0) + 7)::integer)
),

-- of a pair with two of them within 180 days
paired as (
    select
        *,
        record_type || '|' || record_id || '|' || epoch_us(a_dropped_at) as trip_id,
        -- names nobody: who sees one side does not see the other
        md5(least(a_id, b_id) || '|' || greatest(a_id, b_id)) as pair_id
    from trips
),

repeated as (
    select
        *,
        coalesce(
            a_back_at - lag(a_back_at) over pair <= interval 180 day
                or lead(a_back_at) over pair - a_back_at <= interval 180 day, false
        ) as is_repeated
    from paired
    window pair as (partition by record_type, pair_id order by a_back_at, trip_id)
),

sides as (
    select *, 'A' as side, a_id as person_id, a_dropped_at as lost_at, a_back_at as taken_at from repeated
    union all
    select *, 'B', b_id, b_dropped_at, b_taken_at from repeated
),

-- what each did on the record in between
touches as (
    select sides.trip_id, sides.side, count(*) as touch_count, count(*) filter (activity.type = 'visit') as visit_count
    from sides
    join crm.activity
        on  activity.owner_id = sides.person_id
        and case sides.record_type
                when 'lead' then activity.lead_id when 'opportunity' then activity.opportunity_id else activity.customer_id
            end = sides.record_id
        and activity.at between sides.a_dropped_at and sides.a_back_at
    where activity.outcome is distinct from 'cancelled'
    group by sides.trip_id, sides.side
),

dated as (
    select
        sides.*, star.business_date(sides.a_back_at) as date, employee.employee_id,
        coalesce(touches.touch_count, 0) as touch_count, coalesce(touches.visit_count, 0) as visit_count
    from sides
    left join touches on touches.trip_id = sides.trip_id and touches.side = sides.side
    left join star.dim_employee_current as employee on employee.employee_id = sides.person_id
)

select
    -- keys
    dated.trip_id, dated.side, dated.pair_id, dated.record_type, dated.record_id,
    coalesce(dated.employee_id, 'unassigned') as owner_id, 'unassigned' as fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    -- attributes
    star.tenure_band(assignment.hired_date, dated.date) as owner_tenure_band, dated.is_repeated,
    -- measures
    dated.touch_count::integer as touch_count, dated.visit_count::integer as visit_count,
    -- times
    dated.date, dated.lost_at, star.local_time(dated.lost_at) as lost_at_local,
    dated.taken_at, star.local_time(dated.taken_at) as taken_at_local
from dated
join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(dated.employee_id, 'unassigned')
    and assignment.valid_from_date <= dated.date and assignment.valid_to_date > dated.date
