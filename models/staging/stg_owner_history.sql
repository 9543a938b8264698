/*---
model: staging.stg_owner_history
grain: one row per record × stretch of time with one owner
key:   [record_type, record_id, valid_from_at]
load:
  kind: incremental
  by: record_id
  changed_by:
    crm.record_change: select record_id from changed where record_type in ('opportunity', 'lead', 'customer')
    crm.opportunity: id
    crm.lead: id
    crm.customer: id
---*/
with audited as (
    select
        record_type, record_id, record_change.at as changed_at, _source,
        -- the name before its ids, which another source may lend it
        split_part(record_id, ':', 1) || ':' || old_value as old_owner_id,
        split_part(record_id, ':', 1) || ':' || new_value as new_owner_id,
        row_number() over record          as change_no,
        lead(record_change.at) over record as next_at
    from crm.record_change
    where field = 'owner_id' and record_type in ('opportunity', 'lead', 'customer') and {{ in_scope(record_id) }}
    window record as (partition by record_type, record_id order by record_change.at, id)
),

-- without an audit trail, what the syncs saw
versions as (
    select 'opportunity' as record_type, id as record_id, owner_id, coalesce(_source_at, _seen_at) as changed_at, _run_id
    from crm_log.opportunity where _op = 'upsert' and {{ in_scope(id) }}
    union all
    select 'lead', id, owner_id, coalesce(_source_at, _seen_at), _run_id from crm_log.lead where _op = 'upsert' and {{ in_scope(id) }}
    union all
    select 'customer', id, owner_id, coalesce(_source_at, _seen_at), _run_id from crm_log.customer where _op = 'upsert' and {{ in_scope(id) }}
),

seen as (
    select
        *,
        row_number() over record as version_no,
        lead(changed_at) over record as next_at
    from (
        select *
        from versions
        window record as (partition by record_type, record_id order by _run_id, changed_at)
        qualify owner_id is distinct from lag(owner_id) over record
            or row_number() over record = 1
    )
    window record as (partition by record_type, record_id order by _run_id, changed_at)
    -- who never changed hands needs no history
    qualify count(*) over (partition by record_type, record_id) > 1
),

stretches as (
    select
        record_type, record_id, old_owner_id as owner_id,
        timestamp '0001-01-01' as valid_from_at, changed_at as valid_to_at
    from audited
    where change_no = 1
    union all
    select record_type, record_id, new_owner_id, changed_at, coalesce(next_at, timestamp '9999-12-31') from audited
    union all
    select
        seen.record_type, seen.record_id, seen.owner_id,
        case when seen.version_no = 1 then timestamp '0001-01-01' else seen.changed_at end,
        coalesce(seen.next_at, timestamp '9999-12-31')
    from seen
    where not exists (
        select 1 from audited where audited.record_type = seen.record_type and audited.record_id = seen.record_id
    )
)

-- of two changes in one instant the later counts; while nobody held a lead or a deal, its first holder stands for it,
-- but a customer that nobody holds is in a pool
select
    record_type, record_id,
    case when record_type = 'customer' then owner_id else coalesce(
        owner_id,
        arg_min(owner_id, valid_from_at) filter (owner_id is not null) over (partition by record_type, record_id)
    ) end as owner_id,
    valid_from_at, valid_to_at
from stretches
where valid_from_at < valid_to_at
