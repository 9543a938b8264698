/*---
model: star.dim_org
grain: one row per org unit × stretch of days in which the unit and all its ancestors do not change
key:   [org_key]
load:  { kind: full }
tests:
  - not_null: [org_id, name, depth, path]
---*/
with recursive units as (
    select * from staging.stg_org_version
),

roots as (
    -- several units without a parent: a synthetic root carries them
    select
        case when count(distinct org_id) = 1 then min(org_id) else 'root' end as root_id
    from units
    where parent_id is null
),

days as (
    select distinct valid_from_date as on_date from units
    union
    select date '0001-01-01'
),

snapshots as (
    select
        days.on_date, units.org_id, units.name, units.type, units.is_closed,
        coalesce(units.sort, 0) as sort,
        case
            when units.org_id = roots.root_id then null
            when units.parent_id is null then roots.root_id
            when units.parent_id = units.org_id or parents.org_id is null then 'unassigned'
            else units.parent_id
        end as parent_id
    from days
    join units on units.valid_from_date <= days.on_date and units.valid_to_date > days.on_date
    cross join roots
    left join (select distinct org_id from units) as parents on parents.org_id = units.parent_id
    union all
    select days.on_date, 'unassigned', 'Unassigned', 'unassigned', false, 1000000, roots.root_id from days cross join roots
    union all
    select days.on_date, 'root', 'All', 'root', false, 0, null from days cross join roots where roots.root_id = 'root'
),

-- from every unit upwards, until the root or until a unit comes again
climbs as (
    select on_date, org_id, [org_id] as chain, parent_id as next_id
    from snapshots
    union all
    select climbs.on_date, climbs.org_id, list_append(climbs.chain, climbs.next_id), above.parent_id
    from climbs
    join snapshots as above on above.on_date = climbs.on_date and above.org_id = climbs.next_id
    where not list_contains(climbs.chain, climbs.next_id)
),

tops as (
    select on_date, org_id, chain, next_id
    from climbs
    qualify row_number() over (partition by on_date, org_id order by len(chain) desc) = 1
),

-- a circle is cut above its smallest id, and that unit hangs under "Unassigned"
cut as (
    select
        tops.on_date,
        tops.org_id,
        list_reverse(case
            when tops.next_id is null then tops.chain
            else list_concat(
                tops.chain[: list_position(
                    tops.chain,
                    list_min(tops.chain[list_position(tops.chain, tops.next_id) :])
                )],
                ['unassigned', roots.root_id]
            )
        end) as ids
    from tops
    cross join roots
),

names as (
    select on_date, map_from_entries(list((org_id, name))) as name_of from snapshots group by on_date
),

placed as (
    select
        cut.on_date, cut.org_id, cut.ids,
        list_transform(cut.ids, lambda id: names.name_of[id]) as names,
        snapshots.name, snapshots.type, snapshots.sort, snapshots.is_closed
    from cut
    join names on names.on_date = cut.on_date
    join snapshots on snapshots.on_date = cut.on_date and snapshots.org_id = cut.org_id
),

changes as (
    select *
    from placed
    qualify hash(ids, names, type, sort, is_closed)
        is distinct from lag(hash(ids, names, type, sort, is_closed)) over (partition by org_id order by on_date)
),

final as (
    select
        -- keys
        org_id || '@' || strftime(on_date, '%Y-%m-%d') as org_key,
        org_id,
        on_date as valid_from_date,
        coalesce(lead(on_date) over (partition by org_id order by on_date), date '9999-12-31') as valid_to_date,
        -- attributes
        name, type,
        ids[len(ids) - 1]::varchar as parent_id,
        len(ids)::integer as depth,
        '/' || list_aggregate(ids, 'string_agg', '/') || '/' as path,
        sort, is_closed, ids, names
    from changes
)

select
    org_key, org_id, valid_from_date, valid_to_date, name, type, nullif(parent_id, org_id) as parent_id, depth, path,
    ids[1] as l1_id, ids[2] as l2_id, ids[3] as l3_id, ids[4] as l4_id,
    ids[5] as l5_id, ids[6] as l6_id, ids[7] as l7_id, ids[8] as l8_id,
    names[1] as l1_name, names[2] as l2_name, names[3] as l3_name, names[4] as l4_name,
    names[5] as l5_name, names[6] as l6_name, names[7] as l7_name, names[8] as l8_name,
    sort, is_closed, ids as ancestor_ids
from final
