/*---
model: star.suspect_visit
grain: one row per activity × kind of suspicion about how or where it was done
key:   [activity_id, kind]
load:  { kind: full, at: day }
tests:
  - accepted_values: { column: kind, values: [batch_entry, same_spot, impossible_speed] }
  - not_null: [value]
---*/
with entered as (
    select
        activity.id as activity_id, activity.owner_id, activity.recorded_at,
        count(*) over (
            partition by activity.owner_id order by activity.recorded_at
            range between current row and interval 10 minute following
        ) as following_count
    from crm.activity
    semi join star.fct_activity as fact on fact.activity_id = activity.id and fact.type = 'visit'
    where activity.recorded_at is not null and activity.owner_id is not null
),

-- a visit is of a batch when ten or more, itself among them, were entered within ten minutes
batches as (
    select
        activity_id,
        max(following_count) over (
            partition by owner_id order by recorded_at range between interval 10 minute preceding and current row
        ) as batch_count
    from entered
),

located as (
    select
        fact.activity_id, fact.owner_id, fact.customer_key, fact.date, fact.visit_state, fact.type,
        fact.at as done_at,
        activity.lat, activity.lng
    from star.fct_activity as fact
    join crm.activity on activity.id = fact.activity_id
    where activity.lat is not null and activity.lng is not null and fact.owner_id <> 'unassigned'
),

visits as (
    select * from located where type = 'visit' and customer_key <> 'unknown'
),

-- at two other customers on one day from within 50 metres, and not where the customer is
spots as (
    select own.activity_id, count(distinct other.customer_key) as other_count
    from visits as own
    join visits as other
        on  other.owner_id = own.owner_id and other.date = own.date
        and other.customer_key <> own.customer_key
        and star.distance_m(own.lat, own.lng, other.lat, other.lng) <= 50
    where own.visit_state = 'off_site'
    group by own.activity_id
    having count(distinct other.customer_key) >= 2
),

moves as (
    select
        activity_id,
        star.distance_m(lat, lng, lag(lat) over person, lag(lng) over person) as distance_m,
        date_diff('microsecond', lag(done_at) over person, done_at) / 3600e6  as hours
    from located
    window person as (partition by owner_id order by done_at, activity_id)
)

select activity_id, 'batch_entry' as kind, batch_count::double as value from batches where batch_count >= 10
union all
select activity_id, 'same_spot', (other_count + 1)::double from spots
union all
-- faster than 150 km/h over more than a kilometre; a minute is the least that a clock can be trusted
select activity_id, 'impossible_speed', distance_m / 1000 / greatest(hours, 1.0 / 60)
from moves
where distance_m > 1000 and distance_m / 1000 / greatest(hours, 1.0 / 60) > 150
