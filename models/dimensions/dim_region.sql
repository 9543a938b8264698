/*---
model: star.dim_region
grain: one row per place that a customer or a territory names, with the unit whose territory holds it today
key:   [place_key]
load:  { kind: full }
tests:
  - not_null: [level]
---*/
-- whose it was on an earlier day stands in star.place_territory, by the same key
with places as (
    select province, city, district from star.dim_customer
    union
    select province, city, district from crm.territory
),

keyed as (
    select *, coalesce(province, '') || '|' || coalesce(city, '') || '|' || coalesce(district, '') as place_key from places
)

select
    keyed.place_key, keyed.province, keyed.city, keyed.district,
    case
        when keyed.district is not null then 'district' when keyed.city is not null then 'city'
        when keyed.province is not null then 'province' else 'unknown'
    end as level,
    territory.org_id
from keyed
cross join star.publish
left join star.place_territory as territory
    on  territory.place_key = keyed.place_key
    and territory.valid_from_date <= publish.as_of_date
    and territory.valid_to_date > publish.as_of_date
