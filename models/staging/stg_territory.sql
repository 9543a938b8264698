/*---
model: staging.stg_territory
grain: one row per place name that a unit's territory covers (the latest version)
key:   [province, city, district]
load:  { kind: view }
---*/
select
    coalesce(province, '') as province,
    coalesce(city, '')     as city,
    coalesce(district, '') as district,
    max_by(org_unit_id, (coalesce(valid_from, date '0001-01-01'), org_unit_id)) as org_id
from crm.territory
where org_unit_id in (select org_id from star.dim_org)
group by all
