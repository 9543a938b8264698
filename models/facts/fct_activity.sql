/*---
model: star.fct_activity
grain: one row per activity that took place
key:   [activity_id]
load:
  kind: incremental
  by: activity_id
  changed_by:
    crm.activity: id
    # a visit is verified against the customer's place
    crm.customer: select activity.id from changed join crm.activity on activity.customer_id = changed.id
    star.customer_member: select activity.id from changed join crm.activity using (customer_id)
    star.dim_customer: select activity_id from star.fct_activity join changed using (customer_key)
    star.dim_employee_current: select id from crm.activity join changed on owner_id = changed.employee_id
    star.place_territory: >
      select activity_id from star.fct_activity as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select activity_id from star.fct_activity
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
extras: { activity: { id: activity_id, once: 'true' } }
tests:
  - not_null: [date, org_then_key, type]
---*/
with activities as (
    select
        activity.id as activity_id, activity.type, activity.outcome, activity.channel, activity.at,
        activity.recorded_at, activity.duration_s, activity.lead_id, activity.opportunity_id,
        activity.lat, activity.lng, coalesce(activity.is_mock_location, false) as is_mock_location,
        star.business_date(activity.at) as date,
        star.local_time(activity.at)    as at_local,
        employee.employee_id,
        coalesce(member.customer_key, 'unknown') as customer_key,
        case when employee.employee_id is null
            then coalesce(territory.org_id, 'unassigned') else 'unassigned'
        end as fallback_org_id,
        place.lat as customer_lat, place.lng as customer_lng
    from crm.activity
    left join star.dim_employee_current as employee on employee.employee_id = activity.owner_id
    left join star.customer_member as member on member.customer_id = activity.customer_id
    left join star.dim_customer as customer on customer.customer_key = member.customer_key
    left join star.place_territory as territory
        on  territory.place_key = customer.place_key
        and territory.valid_from_date <= star.business_date(activity.at)
        and territory.valid_to_date > star.business_date(activity.at)
    left join crm.customer as place on place.id = activity.customer_id
    where activity.outcome is distinct from 'cancelled' and {{ in_scope(activity.id) }}
),

located as (
    select
        activities.*,
        -- haversine, metres, on a sphere of radius 6,371,008.8 m (IUGG mean radius)
        2 * 6371008.8 * asin(least(1, sqrt(
            pow(sin(radians(lat - customer_lat) / 2), 2)
            + cos(radians(lat)) * cos(radians(customer_lat)) * pow(sin(radians(lng - customer_lng) / 2), 2)
        ))) as distance_m,
        hour(at_local) * 60 + minute(at_local) as local_minute
    from activities
),

final as (
    select
        located.*,
        case
            when type <> 'visit' then null
            when lat is null or lng is null or customer_lat is null or customer_lng is null then 'no_signal'
            -- a position outside working hours is not used
            when local_minute < setting.working_from_minute or local_minute >= setting.working_to_minute then 'no_signal'
            when distance_m <= setting.visit_radius_m and not is_mock_location then 'verified'
            else 'off_site'
        end as visit_state
    from located
    cross join star.setting
)

select
    -- keys
    final.activity_id, coalesce(final.employee_id, 'unassigned') as owner_id, final.fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    final.customer_key, final.lead_id, final.opportunity_id,
    -- attributes
    star.tenure_band(assignment.hired_date, final.date) as owner_tenure_band,
    final.type, final.outcome, final.channel, final.visit_state,
    coalesce(final.type = 'call' and final.outcome = 'connected', false) as is_connected,
    case when final.recorded_at is not null then final.recorded_at > final.at + interval 24 hour end as is_late_entry,
    -- measures: seconds
    final.duration_s,
    -- times
    final.date, final.at, final.at_local
from final
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(final.employee_id, final.fallback_org_id)
    and assignment.valid_from_date <= final.date
    and assignment.valid_to_date > final.date
