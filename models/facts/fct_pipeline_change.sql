/*---
model: star.fct_pipeline_change
grain: one row per opportunity × part of the credit × day × leg, of the days on which an open deal changed
key:   [opportunity_id, part_id, date, leg]
load:
  kind: incremental
  by: opportunity_id
  changed_by:
    star.fct_pipeline: opportunity_id
    staging.stg_opportunity_day: opportunity_id
tests:
  - not_null: [signed_amount, org_then_key]
  - accepted_values:
      column: reason
      values: [created, reopened, joined_scope, pulled_in, increased, decreased, pushed_out, left_scope, won, lost, deleted]
  - audit: pipeline_changes_add_up
---*/
with parts as (
    -- the owner's part goes on whoever the owner is; each credited helper has a part of the own
    select
        *,
        case when record_count = 1 then '' else owner_id end as part_id,
        (owner_id, fallback_org_id, org_then_key, owner_tenure_band, stage_key, deal_size_band) as scope
    from star.fct_pipeline
    where {{ in_scope(opportunity_id) }}
),

days as (
    select
        opportunity_id, valid_from_date as date, kind,
        lag(kind) over (partition by opportunity_id order by valid_from_date) as kind_before
    from staging.stg_opportunity_day
    where {{ in_scope(opportunity_id) }}
),

turns as (
    select
        coalesce(old.opportunity_id, new.opportunity_id)    as opportunity_id,
        coalesce(old.part_id, new.part_id)                  as part_id,
        coalesce(old.valid_to_date, new.valid_from_date)    as date,
        case when old.opportunity_id is not null then old end as old,
        case when new.opportunity_id is not null then new end as new
    from (select * from parts where state = 'open' and valid_to_date < date '9999-12-31') as old
    full join parts as new
        on  new.opportunity_id = old.opportunity_id
        and new.part_id = old.part_id
        and new.valid_from_date = old.valid_to_date
),

judged as (
    select
        turns.*,
        days.kind, days.kind_before,
        old is not null and new is not null as goes_on,
        coalesce(new.amount, 0)::decimal(38, 2) - coalesce(old.amount, 0) as difference,
        new.deal_amount is distinct from old.deal_amount as is_revalued,
        new.scope is distinct from old.scope as is_moved,
        new.expected_close_date is distinct from old.expected_close_date as is_rescheduled
    from turns
    left join days on days.opportunity_id = turns.opportunity_id and days.date = turns.date
),

-- one step after the other: scope, expected close, amount, close; each pair of sides differs in one respect
legs as (
    select
        1 as leg, date, part_id, old as side, old.expected_close_date as due, goes_on as is_paired, -1 as sign,
        old.amount, old.record_count,
        case when not goes_on and kind = 'deleted' then 'deleted' else 'left_scope' end as reason
    from judged
    where old is not null and (is_moved or not goes_on)
    union all
    select
        2, date, part_id, new, case when goes_on then old.expected_close_date else new.expected_close_date end, goes_on,
        1, case when goes_on then old.amount else new.amount end, new.record_count,
        case
            when goes_on or kind_before = 'open' or kind is null then 'joined_scope'
            when kind_before is not null then 'reopened'
            else 'created'
        end
    from judged
    where new is not null and (is_moved or not goes_on)
    union all
    select 3, date, part_id, new, old.expected_close_date, true, -1, old.amount, new.record_count, 'pushed_out'
    from judged
    where goes_on and is_rescheduled
    union all
    select 4, date, part_id, new, new.expected_close_date, true, 1, old.amount, new.record_count, 'pulled_in'
    from judged
    where goes_on and is_rescheduled
    union all
    -- what the deal's own amount did not cause is a share that changed hands
    select
        5, date, part_id, new, new.expected_close_date, false, sign(difference)::integer, abs(difference), 0,
        case
            when is_revalued then case when difference > 0 then 'increased' else 'decreased' end
            else case when difference > 0 then 'joined_scope' else 'left_scope' end
        end
    from judged
    where goes_on and difference <> 0
    union all
    -- disqualified and duplicate are outcomes of their own: neither lost nor won, they leave what is sold
    select
        6, date, part_id, new, new.expected_close_date, false, -1, new.amount, new.record_count,
        case when new.state in ('won', 'lost') then new.state else 'left_scope' end
    from judged
    where new.state <> 'open'
)

select
    -- keys
    side.opportunity_id as opportunity_id, part_id, date, leg::integer as leg,
    side.opportunity_id || '|' || part_id || '|' || date as change_id,
    side.owner_id as owner_id, side.fallback_org_id as fallback_org_id,
    side.org_then_key as org_then_key, side.org_then_id as org_then_id,
    side.customer_key as customer_key, side.stage_key as stage_key, side.pipeline as pipeline,
    side.product_id as product_id, side.campaign_id as campaign_id,
    -- attributes
    reason, is_paired,
    side.owner_tenure_band as owner_tenure_band, side.source as source, side.opportunity_name as opportunity_name,
    side.deal_size_band as deal_size_band,
    -- measures: records, reporting currency; an amount that nobody knows moves no money
    coalesce(amount, 0)::decimal(38, 2)          as amount,
    (sign * coalesce(amount, 0))::decimal(38, 2) as signed_amount,
    sign * record_count                          as signed_count,
    -- times
    side.created_date as created_date, due as expected_close_date
from legs
