/*---
model: staging.stg_opportunity_day
grain: one row per opportunity × stretch of business days at whose ends it stood the same way
key:   [opportunity_id, valid_from_date]
load:
  kind: incremental
  by: opportunity_id
  changed_by:
    staging.stg_opportunity: opportunity_id
    staging.stg_opportunity_gone: opportunity_id
    crm.opportunity: id
    crm.stage_change: opportunity_id
    crm.record_change: select record_id from changed where record_type = 'opportunity'
    star.dim_stage: select opportunity_id from staging.stg_opportunity_day join changed using (pipeline)
tests:
  - not_null: [pipeline, kind, valid_to_date]
  - accepted_values: { column: kind, values: [open, won, lost, disqualified, duplicate, deleted] }
---*/
with deals as (
    select * from staging.stg_opportunity_ever where {{ in_scope(opportunity_id) }}
),

evidence as (
    select evidence.*, deals.pipeline, deals.created_at, deals.closed_at, deals.kind as present_kind,
        coalesce(stage.kind, 'open') as stage_kind
    from staging.stg_opportunity_evidence as evidence
    join deals using (opportunity_id)
    left join star.dim_stage as stage on stage.pipeline = deals.pipeline and stage.stage_id = evidence.stage.v
    where {{ in_scope(evidence.opportunity_id) }}
),

-- the last version is the last word, whatever the clocks of its witnesses say
ordered as (
    select
        *,
        case when rank = 3 and row_number() over (partition by opportunity_id, rank order by witness_id desc) = 1
            then greatest(known_at, max(known_at) over (partition by opportunity_id))
            else known_at
        end as told_at,
        max(known_at) filter (stage is not null and stage_kind <> present_kind and known_at < closed_at)
            over (partition by opportunity_id) as last_other_at
    from evidence
),

-- a closed deal closed when the source says so, not when somebody noticed
settled as (
    select
        * replace (
            case
                when closed_at is null then stage
                when told_at >= closed_at then null
                when stage_kind = present_kind and told_at > coalesce(last_other_at, timestamp '0001-01-01') then null
                else stage
            end as stage
        )
    from ordered
    union all by name
    select deals.opportunity_id, deals.pipeline, created_at, closed_at, closed_at as told_at, 9 as rank, '' as witness_id,
        {'v': stage.stage_id} as stage
    from deals
    join star.dim_stage as stage using (stage_key)
    where closed_at is not null
    union all by name
    select opportunity_id, pipeline, created_at, closed_at, created_at as told_at, 0 as rank, '' as witness_id from deals
),

changes as (
    select
        *,
        star.business_date(greatest(told_at, created_at)) as on_date,
        lag(amount ignore nulls) over told   as amount_before,
        lag(currency ignore nulls) over told as currency_before,
        lag(due ignore nulls) over told      as due_before
    from settled
    window told as (partition by opportunity_id order by told_at, rank, witness_id)
),

running as (
    select
        opportunity_id, pipeline, on_date, created_at, told_at, rank, witness_id,
        last_value(stage ignore nulls) over told    as stage,
        first_value(stage ignore nulls) over whole  as first_stage,
        coalesce(last_value(owner ignore nulls) over told, first_value(owner ignore nulls) over whole) as owner,
        coalesce(last_value(amount ignore nulls) over told, first_value(amount ignore nulls) over whole) as amount,
        coalesce(last_value(currency ignore nulls) over told, first_value(currency ignore nulls) over whole) as currency,
        coalesce(last_value(due ignore nulls) over told, first_value(due ignore nulls) over whole) as due,
        coalesce(last_value(pool ignore nulls) over told, first_value(pool ignore nulls) over whole) as pool,
        last_value(gone ignore nulls) over told as gone,
        last_value(
            case when amount.v is distinct from amount_before.v and amount is not null and amount_before is not null
                or currency.v is distinct from currency_before.v and currency is not null and currency_before is not null
                then on_date
            end ignore nulls
        ) over told as amount_date,
        count(*) filter (due.v > due_before.v) over told as push_count
    from changes
    window
        told as (partition by opportunity_id order by told_at, rank, witness_id),
        whole as (
            partition by opportunity_id order by told_at, rank, witness_id
            rows between unbounded preceding and unbounded following
        )
),

days as (
    select
        running.opportunity_id, running.pipeline, running.on_date,
        case when running.gone.v then 'deleted' else coalesce(stage.kind, 'open') end as kind,
        -- before the first stage known it stood in that one, unless that one is a close
        case when coalesce(stage.kind, 'open') = 'open' then stage.stage_key end as stage_key,
        running.owner.v as owner_id, running.pool.v as pool_unit_id,
        running.amount.v as amount, coalesce(running.currency.v, setting.currency) as currency,
        coalesce(running.amount_date, star.business_date(running.created_at)) as amount_date,
        running.due.v as expected_close_date, running.push_count
    from running
    cross join star.setting
    left join star.dim_stage as stage
        on  stage.pipeline = running.pipeline
        and stage.stage_id = coalesce(running.stage.v, running.first_stage.v)
        and (running.stage is not null or stage.kind = 'open')
    qualify row_number() over (
        partition by running.opportunity_id, running.on_date
        order by running.told_at desc, running.rank desc, running.witness_id desc
    ) = 1
),

differing as (
    select * exclude (state)
    from (
        select
            *,
            row(
                kind, stage_key, owner_id, pool_unit_id, amount, currency, amount_date, expected_close_date, push_count
            ) as state
        from days
    )
    qualify state is distinct from lag(state) over (partition by opportunity_id order by on_date)
)

select
    opportunity_id, pipeline, kind, stage_key, owner_id, pool_unit_id, amount, currency, amount_date,
    expected_close_date, push_count::integer as push_count,
    on_date as valid_from_date,
    coalesce(lead(on_date) over (partition by opportunity_id order by on_date), date '9999-12-31') as valid_to_date
from differing
