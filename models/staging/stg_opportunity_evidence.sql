/*---
model: staging.stg_opportunity_evidence
grain: one row per opportunity × moment × witness, with what the witness knows; a field it does not know is null
key:   [opportunity_id, known_at, rank, witness_id]
load:  { kind: view }
---*/
-- a known field is wrapped, {v: value}, because "nobody" and "no amount" are knowledge too
with gone as (
    select opportunity_id from staging.stg_opportunity_gone
),

-- what a source deletes together with a deal is still its history
stage_changes as (
    select id, opportunity_id, from_stage_id, to_stage_id, changed_at, amount, expected_close_on, owner_id
    from crm.stage_change
    union all
    select id, opportunity_id, from_stage_id, to_stage_id, changed_at, amount, expected_close_on, owner_id
    from crm_log.stage_change as log
    semi join gone using (opportunity_id)
    where log._op = 'upsert' and not exists (select 1 from crm.stage_change as present where present.id = log.id)
    -- parted by the deal too, so that a question about one deal reads no other
    qualify row_number() over (partition by opportunity_id, id order by _run_id desc) = 1
),

record_changes as (
    select id, record_id as opportunity_id, record_change.at as changed_at, field, old_value, new_value, _source
    from crm.record_change
    where record_type = 'opportunity'
    union all
    select id, record_id, log.at, field, old_value, new_value, _source
    from crm_log.record_change as log
    semi join gone on gone.opportunity_id = log.record_id
    where log.record_type = 'opportunity' and log._op = 'upsert'
      and not exists (select 1 from crm.record_change as present where present.id = log.id)
    qualify row_number() over (partition by record_id, id order by _run_id desc) = 1
),

-- each change says what is from then on; the first of a field also says what was before it
audited as (
    select id, opportunity_id, changed_at as known_at, field, new_value as value, _source from record_changes
    union all
    select id, opportunity_id, timestamp '0001-01-01', field, old_value, _source
    from record_changes
    qualify row_number() over (partition by opportunity_id, field order by changed_at, id) = 1
)

select
    opportunity_id, known_at, 1 as rank, id || '|' || field as witness_id,
    case when field = 'stage_id' then {'v': _source || ':' || value} end as stage,
    case when field = 'owner_id' then {'v': _source || ':' || value} end as owner,
    case when field = 'amount' and (value is null or try_cast(value as decimal(18, 2)) is not null)
        then {'v': try_cast(value as decimal(18, 2))}
    end as amount,
    case when field = 'currency' then {'v': value} end as currency,
    case when field = 'expected_close_on' and (value is null or try_cast(left(value, 10) as date) is not null)
        then {'v': try_cast(left(value, 10) as date)}
    end as due,
    null::struct(v varchar) as pool,
    null::struct(v boolean) as gone
from audited
where field in ('stage_id', 'owner_id', 'amount', 'currency', 'expected_close_on')
union all
-- a source need not fill the optional columns of a stage change: null says nothing there
select
    opportunity_id, changed_at, 2, id,
    {'v': to_stage_id},
    case when owner_id is not null then {'v': owner_id} end,
    case when amount is not null then {'v': amount} end,
    null,
    case when expected_close_on is not null then {'v': expected_close_on} end,
    null, null
from stage_changes
union all
select opportunity_id, timestamp '0001-01-01', 2, id, {'v': from_stage_id}, null, null, null, null, null, null
from stage_changes
where from_stage_id is not null
qualify row_number() over (partition by opportunity_id order by changed_at, id) = 1
union all
-- what the syncs saw
select
    id, coalesce(_source_at, _seen_at), 3, printf('%012d', _run_id) || _op,
    {'v': stage_id}, {'v': owner_id}, {'v': amount}, {'v': currency}, {'v': expected_close_on}, {'v': pool_unit_id},
    {'v': _op = 'delete'}
from crm_log.opportunity
