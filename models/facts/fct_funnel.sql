/*---
model: star.fct_funnel
grain: one row per attempt of a lead or an opportunity, at the start of the attempt
key:   [record_type, record_id, attempt_no]
load:
  kind: incremental
  by: record_id
  changed_by:
    staging.stg_funnel_attempt: record_id
    staging.stg_owner_history: record_id
    staging.stg_opportunity: opportunity_id
    staging.stg_lead: lead_id
    star.fct_opportunity_event: opportunity_id
    star.dim_employee_current: >
      select lead_id from staging.stg_lead join changed on owner_id = changed.employee_id
      union select opportunity_id from staging.stg_opportunity join changed on owner_id = changed.employee_id
      union select record_id from staging.stg_owner_history join changed on owner_id = changed.employee_id
    star.place_territory: >
      select record_id from star.fct_funnel as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select record_id from star.fct_funnel
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
extras:
  opportunity: { id: "case when record_type = 'opportunity' then record_id end" }
  lead: { id: "case when record_type = 'lead' then record_id end" }
tests:
  - not_null: [cohort_date, reached_step, org_then_key]
  - audit: funnel_never_rises
---*/
with attempts as (
    select * from staging.stg_funnel_attempt where {{ in_scope(record_id) }}
),

records as (
    select
        'opportunity' as record_type, opportunity_id as record_id, customer_key, source, campaign_id, product_id,
        pool_org_id, place_key, owner_id
    from staging.stg_opportunity
    where {{ in_scope(opportunity_id) }}
    union all
    select 'lead', lead_id, customer_key, source, campaign_id, null, pool_org_id, place_key, owner_id
    from staging.stg_lead
    where {{ in_scope(lead_id) }}
),

bands as (
    select 'opportunity' as record_type, opportunity_id as record_id, deal_size_band
    from star.fct_opportunity_event
    where event = 'created' and record_count = 1 and {{ in_scope(opportunity_id) }}
),

pipelines as (
    select pipeline, max(step_count) as step_count from star.dim_stage group by pipeline
),

owned as (
    select
        attempts.*, records.* exclude (record_type, record_id, owner_id), bands.deal_size_band,
        coalesce(pipelines.step_count, 1) as step_count,
        star.business_date(attempts.started_at) as cohort_date,
        case when employee.employee_id is null
            then coalesce(records.pool_org_id, territory.org_id, 'unassigned') else 'unassigned'
        end as fallback_org_id,
        employee.employee_id
    from attempts
    join records using (record_type, record_id)
    left join bands using (record_type, record_id)
    left join pipelines using (pipeline)
    left join star.place_territory as territory
        on  territory.place_key = records.place_key
        and territory.valid_from_date <= star.business_date(attempts.started_at)
        and territory.valid_to_date > star.business_date(attempts.started_at)
    left join staging.stg_owner_history as history
        on  history.record_type = attempts.record_type
        and history.record_id = attempts.record_id
        and history.valid_from_at <= attempts.started_at
        and history.valid_to_at > attempts.started_at
    left join star.dim_employee_current as employee
        on employee.employee_id = coalesce(history.owner_id, records.owner_id)
)

select
    -- keys
    owned.record_type, owned.record_id, owned.attempt_no::integer as attempt_no, owned.pipeline,
    coalesce(owned.employee_id, 'unassigned') as owner_id, owned.fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    owned.customer_key, owned.campaign_id, owned.product_id,
    -- attributes
    star.tenure_band(assignment.hired_date, owned.cohort_date) as owner_tenure_band,
    owned.source, owned.deal_size_band,
    owned.reached_step, owned.step_count,
    owned.reached_step = owned.step_count as is_won,
    owned.is_open,
    -- measures: days from the start of the attempt
    date_diff('microsecond', owned.started_at, owned.at_1) / 86400e6 as days_to_1,
    date_diff('microsecond', owned.started_at, owned.at_2) / 86400e6 as days_to_2,
    date_diff('microsecond', owned.started_at, owned.at_3) / 86400e6 as days_to_3,
    date_diff('microsecond', owned.started_at, owned.at_4) / 86400e6 as days_to_4,
    date_diff('microsecond', owned.started_at, owned.at_5) / 86400e6 as days_to_5,
    date_diff('microsecond', owned.started_at, owned.at_6) / 86400e6 as days_to_6,
    date_diff('microsecond', owned.started_at, owned.at_7) / 86400e6 as days_to_7,
    date_diff('microsecond', owned.started_at, owned.at_8) / 86400e6 as days_to_8,
    -- times
    owned.cohort_date, owned.started_at as cohort_at, star.local_time(owned.started_at) as cohort_at_local
from owned
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(owned.employee_id, owned.fallback_org_id)
    and assignment.valid_from_date <= owned.cohort_date
    and assignment.valid_to_date > owned.cohort_date
