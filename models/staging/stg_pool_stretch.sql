/*---
model: staging.stg_pool_stretch
grain: one row per record × stretch of time in which one person holds it, or nobody
key:   [record_type, record_id, started_at]
load:
  kind: incremental
  by: record_id
  changed_by:
    crm.pool_event: record_id
    crm.record_change: select record_id from changed where field = 'owner_id'
    crm.lead: id
    crm.customer: id
    # a deal that is won stays with whom it was: only those are looked at that changed hands, came or went
    crm.opportunity: >
      select id from changed group by id
      having count(*) = 1 or bool_or(_op = 'delete') or count(distinct coalesce(owner_id, '')) > 1
        or count(distinct created_at) > 1
tests:
  - not_null: [ended_at, start_event]
---*/
with versions as (
    select 'lead' as record_type, id as record_id, owner_id, coalesce(_source_at, _seen_at) as seen_at, _run_id
    from crm_log.lead where _op = 'upsert' and {{ in_scope(id) }}
    union all
    select 'opportunity', id, owner_id, coalesce(_source_at, _seen_at), _run_id
    from crm_log.opportunity where _op = 'upsert' and {{ in_scope(id) }}
    union all
    select 'customer', id, owner_id, coalesce(_source_at, _seen_at), _run_id
    from crm_log.customer where _op = 'upsert' and {{ in_scope(id) }}
),

seen as (
    select *, lag(owner_id, 1, owner_id) over record as before_id
    from versions
    window record as (partition by record_type, record_id order by _run_id, seen_at)
    qualify owner_id is distinct from lag(owner_id) over record or row_number() over record = 1
),

-- the pool's own log says how a record moved, the audit trail that it did
logged as (
    select
        record_type, record_id, pool_event.at as moved_at, 1 as rank, id as witness_id, event, assign_method,
        case when event in ('claim', 'assign', 'transfer') then to_employee_id end as holder_id,
        from_employee_id as before_id
    from crm.pool_event
    where {{ in_scope(record_id) }}
    union all
    -- the name before an audit's ids, which another source may lend it
    select
        record_type, record_id, record_change.at, 2, id, null, null,
        split_part(record_id, ':', 1) || ':' || new_value, split_part(record_id, ':', 1) || ':' || old_value
    from crm.record_change
    where field = 'owner_id' and {{ in_scope(record_id) }}
),

last_logged as (
    select record_type, record_id, max(moved_at) as logged_until from logged group by record_type, record_id
),

-- what the syncs saw counts where no log tells, and after its last line
moves as (
    select * from logged
    union all
    select
        seen.record_type, seen.record_id, seen.seen_at, 3, printf('%012d', seen._run_id), null, null, seen.owner_id,
        seen.before_id
    from seen
    left join last_logged as last on last.record_type = seen.record_type and last.record_id = seen.record_id
    where last.logged_until is null or seen.seen_at >= last.logged_until
),

records as (
    select 'lead' as record_type, id as record_id, created_at from crm.lead where {{ in_scope(id) }}
    union all
    select 'opportunity', id, created_at from crm.opportunity where {{ in_scope(id) }}
    union all
    select 'customer', id, created_at from crm.customer where {{ in_scope(id) }}
),

born as (
    select
        records.record_type, records.record_id,
        coalesce(records.created_at, min(moves.moved_at)) as created_at,
        arg_min(
            struct_pack(id := moves.before_id), (moves.moved_at, moves.rank, moves.witness_id)
        ).id as holder_id
    from records
    join moves on moves.record_type = records.record_type and moves.record_id = records.record_id
    group by records.record_type, records.record_id, records.created_at
),

timeline as (
    select record_type, record_id, created_at as moved_at, 0 as rank, '' as witness_id, null as event,
        null as assign_method, holder_id
    from born
    union all
    select
        moves.record_type, moves.record_id, greatest(moves.moved_at, born.created_at), moves.rank, moves.witness_id,
        moves.event, moves.assign_method, moves.holder_id
    from moves
    join born on born.record_type = moves.record_type and born.record_id = moves.record_id
),

-- of several witnesses in one instant the log of the pool counts, then the audit
instants as (
    select
        record_type, record_id, moved_at,
        arg_max(struct_pack(id := holder_id), (case when rank > 0 then 4 - rank else 0 end, witness_id)).id as holder_id,
        arg_max(event, witness_id) filter (event is not null) as event,
        arg_max(assign_method, witness_id) filter (assign_method is not null) as assign_method
    from timeline
    group by record_type, record_id, moved_at
),

turns as (
    select
        *,
        sum(is_turn::integer) over (partition by record_type, record_id order by moved_at) as stretch_no
    from (
        select *, holder_id is distinct from lag(holder_id) over record or row_number() over record = 1 as is_turn
        from instants
        window record as (partition by record_type, record_id order by moved_at)
    )
),

stretches as (
    select
        record_type, record_id, stretch_no, any_value(holder_id) as holder_id, min(moved_at) as started_at,
        -- a log may be written moments after the record itself
        arg_min(event, moved_at) filter (event is not null and since < interval 5 minute)                 as event,
        arg_min(assign_method, moved_at) filter (assign_method is not null and since < interval 5 minute) as assign_method
    from (
        select *, moved_at - min(moved_at) over (partition by record_type, record_id, stretch_no) as since from turns
    )
    group by record_type, record_id, stretch_no
)

select
    record_type, record_id, holder_id, stretch_no::integer as stretch_no,
    coalesce(event, case when stretch_no = 1 then 'created' else 'changed' end) as start_event, assign_method,
    case
        when lead(stretch_no) over record is null then null
        when lead(holder_id) over record is not null then 'transferred'
        when lead(event) over record = 'auto_drop' then 'auto_dropped'
        else 'released'
    end as end_reason,
    started_at, coalesce(lead(started_at) over record, timestamp '9999-12-31') as ended_at
from stretches
window record as (partition by record_type, record_id order by stretch_no)
