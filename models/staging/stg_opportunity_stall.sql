/*---
model: staging.stg_opportunity_stall
grain: one row per opportunity × stretch of days, without a gap, in which it is stalled or is not
key:   [opportunity_id, valid_from_date]
load:
  kind: incremental
  by: opportunity_id
  changed_by:
    staging.stg_opportunity: opportunity_id
    staging.stg_opportunity_gone: opportunity_id
    crm.activity: select opportunity_id from changed where opportunity_id is not null
tests:
  - not_null: [is_stalled, valid_to_date]
---*/
with touches as (
    select opportunity_id, star.business_date(created_at) as on_date
    from staging.stg_opportunity_ever
    where {{ in_scope(opportunity_id) }}
    union
    select activity.opportunity_id, star.business_date(activity.at)
    from crm.activity
    semi join staging.stg_opportunity_ever as deal on deal.opportunity_id = activity.opportunity_id
    where activity.outcome is distinct from 'cancelled' and {{ in_scope(activity.opportunity_id) }}
),

stalls as (
    select
        opportunity_id,
        on_date + setting.stalled_days as from_date,
        coalesce(lead(on_date) over (partition by opportunity_id order by on_date), date '9999-12-31') as to_date
    from touches
    cross join star.setting
),

-- only a pause that is long enough parts two stretches, not every activity
boundaries as (
    select opportunity_id, date '0001-01-01' as on_date, false as is_stalled from touches
    union
    select opportunity_id, from_date, true from stalls where from_date < to_date
    union
    select opportunity_id, to_date, false from stalls where from_date < to_date and to_date < date '9999-12-31'
)

select
    opportunity_id, is_stalled,
    on_date as valid_from_date,
    coalesce(lead(on_date) over (partition by opportunity_id order by on_date), date '9999-12-31') as valid_to_date
from boundaries
