/*---
model: staging.stg_opportunity_event
grain: one row per opportunity × thing that happened to it, with the owner at that moment
key:   [opportunity_id, event, event_no]
load:
  kind: incremental
  by: opportunity_id
  changed_by:
    staging.stg_opportunity: opportunity_id
    staging.stg_owner_history: select record_id from changed where record_type = 'opportunity'
    star.fct_stage_change: opportunity_id
    star.dim_employee_current: >
      select opportunity_id from staging.stg_opportunity_event join changed on owner_id = changed.employee_id
      union select id from crm.opportunity join changed on owner_id = changed.employee_id
      union select record_id from staging.stg_owner_history join changed on owner_id = changed.employee_id
        where record_type = 'opportunity'
tests:
  - not_null: [event_date]
---*/
with opportunities as (
    select * from staging.stg_opportunity where {{ in_scope(opportunity_id) }}
),

reopenings as (
    select
        opportunity_id, changed_at,
        row_number() over (partition by opportunity_id order by changed_at, stage_change_id) as event_no
    from star.fct_stage_change
    where is_reopening and {{ in_scope(opportunity_id) }}
),

events as (
    select opportunity_id, 'created' as event, 1 as event_no, created_at as event_at from opportunities
    union all
    -- at most one close: the present state, at its last moment
    select opportunity_id, kind, 1, closed_at from opportunities where kind <> 'open'
    union all
    select opportunity_id, 'reopened', event_no, changed_at from reopenings
),

dated as (
    select *, star.business_date(event_at) as event_date from events
    union all
    -- open now and due on a day: what the strict win rate and the forecast look at
    select opportunity_id, 'due', 1, null, expected_close_date
    from opportunities
    where kind = 'open' and expected_close_date is not null
)

select
    dated.opportunity_id, dated.event, dated.event_no, dated.event_at, dated.event_date,
    -- the owner at the event: history, else the first owner known, else the current one
    employee.employee_id as owner_id
from dated
join opportunities using (opportunity_id)
left join staging.stg_owner_history as history
    on  history.record_type = 'opportunity'
    and history.record_id = dated.opportunity_id
    and history.valid_from_at <= dated.event_at
    and history.valid_to_at > dated.event_at
left join star.dim_employee_current as employee
    on employee.employee_id = coalesce(history.owner_id, opportunities.owner_id)
