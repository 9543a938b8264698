/*---
model: star.fct_survey
grain: one row per answer to a survey
key:   [survey_id]
load:
  kind: incremental
  by: survey_id
  changed_by:
    crm.survey: id
    staging.stg_customer_owner: >
      select survey.id from changed join star.customer_member using (customer_key) join crm.survey using (customer_id)
    star.customer_member: select survey.id from changed join crm.survey using (customer_id)
    star.dim_customer: select survey_id from star.fct_survey join changed using (customer_key)
    star.place_territory: >
      select survey_id from star.fct_survey as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select survey_id from star.fct_survey
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
tests:
  - not_null: [date, org_then_key]
  - accepted_values: { column: kind, values: [nps, csat] }
---*/
with events as (
    select
        event.id as survey_id, event.kind, event.score, event.expected_score,
        event.at, star.business_date(event.at) as date,
        coalesce(member.customer_key, 'unknown') as customer_key
    from crm.survey as event
    left join star.customer_member as member on member.customer_id = event.customer_id
    where {{ in_scope(event.id) }}
),

-- who held the customer at the end of the day
owned as (
    select
        events.*, holder.owner_id as holder_id,
        case when holder.owner_id is null
            then coalesce(holder.pool_org_id, territory.org_id, 'unassigned') else 'unassigned'
        end as fallback_org_id
    from events
    left join staging.stg_customer_owner as holder
        on  holder.customer_key = events.customer_key
        and holder.valid_from_date <= events.date
        and holder.valid_to_date > events.date
    left join star.dim_customer as customer on customer.customer_key = events.customer_key
    left join star.place_territory as territory
        on  territory.place_key = customer.place_key
        and territory.valid_from_date <= events.date
        and territory.valid_to_date > events.date
)

select
    -- keys
    owned.survey_id, coalesce(owned.holder_id, 'unassigned') as owner_id, owned.fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id, owned.customer_key,
    -- attributes
    star.tenure_band(assignment.hired_date, owned.date) as owner_tenure_band,
    owned.kind,
    -- measures: nps 0 to 10, csat 1 to 5
    owned.score, owned.expected_score,
    -- times
    owned.date, star.local_time(owned.at) as at_local
from owned
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(owned.holder_id, owned.fallback_org_id)
    and assignment.valid_from_date <= owned.date
    and assignment.valid_to_date > owned.date
