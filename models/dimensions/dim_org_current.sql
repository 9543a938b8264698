/*---
model: star.dim_org_current
grain: one row per org unit, in today's tree
key:   [org_id]
live: true
load:  { kind: full }
extras: { org_unit: { id: org_id } }
tests:
  - not_null: [lft, rgt, path]
  - { audit: no_unit_above_itself, severity: warn }
---*/
with units as (
    select dim_org.*
    from star.dim_org
    join star.publish
        on  dim_org.valid_from_date <= publish.as_of_date
        and dim_org.valid_to_date > publish.as_of_date
),

-- siblings by the source's own order, then by name
steps as (
    select
        org_id,
        unnest(ancestor_ids)                  as ancestor_id,
        generate_subscripts(ancestor_ids, 1)  as level
    from units
),

sort_paths as (
    select
        steps.org_id,
        list(
            printf('%012d', ancestors.sort + 1000000) || ancestors.name || chr(1) || ancestors.org_id
            order by steps.level
        ) as sort_path
    from steps
    join units as ancestors on ancestors.org_id = steps.ancestor_id
    group by steps.org_id
),

sizes as (
    select ancestor_id as org_id, count(*) as subtree_size from steps group by ancestor_id
),

children as (
    select parent_id as org_id, count(*) as child_count from units where parent_id is not null group by parent_id
),

numbered as (
    select
        units.*,
        row_number() over (order by sort_paths.sort_path) as lft,
        sizes.subtree_size,
        coalesce(children.child_count, 0) as child_count
    from units
    join sort_paths on sort_paths.org_id = units.org_id
    join sizes on sizes.org_id = units.org_id
    left join children on children.org_id = units.org_id
)

select
    org_id, name, type, parent_id, depth, path,
    l1_id, l2_id, l3_id, l4_id, l5_id, l6_id, l7_id, l8_id,
    l1_name, l2_name, l3_name, l4_name, l5_name, l6_name, l7_name, l8_name,
    lft::integer as lft, (lft + subtree_size - 1)::integer as rgt,
    sort::bigint as sort, is_closed, child_count::integer as child_count
from numbered
