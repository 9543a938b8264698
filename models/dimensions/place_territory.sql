/*---
model: star.place_territory
grain: one row per place of a customer or a territory × stretch of days in which one unit's territory holds it
key:   [place_key, valid_from_date]
load:  { kind: full }
tests:
  - not_null: [org_id, valid_to_date]
---*/
with places as (
    select place_key, province, city, district from star.dim_customer where place_key <> '||'
    union
    select
        coalesce(province, '') || '|' || coalesce(city, '') || '|' || coalesce(district, ''), province, city, district
    from crm.territory
    where province is not null or city is not null or district is not null
),

territories as (
    select
        territory.org_unit_id as org_id,
        territory.province, territory.city, territory.district,
        coalesce(territory.valid_from, date '0001-01-01') as from_date,
        coalesce(territory.valid_to, date '9999-12-31')   as to_date,
        -- the narrower territory goes before the wider one around it
        (territory.district is not null)::integer * 4
            + (territory.city is not null)::integer * 2
            + (territory.province is not null)::integer as narrowness
    from crm.territory
    semi join star.dim_org on dim_org.org_id = territory.org_unit_id
),

matches as (
    select places.place_key, territories.org_id, territories.from_date, territories.to_date, territories.narrowness
    from places
    join territories
        on  territories.narrowness > 0
        and coalesce(territories.province, places.province) is not distinct from places.province
        and coalesce(territories.city, places.city) is not distinct from places.city
        and coalesce(territories.district, places.district) is not distinct from places.district
),

boundaries as (
    select place_key, from_date as on_date from matches
    union
    select place_key, to_date from matches where to_date < date '9999-12-31'
),

picked as (
    select
        boundaries.place_key,
        boundaries.on_date as valid_from_date,
        coalesce(
            lead(boundaries.on_date) over (partition by boundaries.place_key order by boundaries.on_date),
            date '9999-12-31'
        ) as valid_to_date,
        max_by(matches.org_id, (matches.narrowness, matches.from_date, matches.org_id)) as org_id
    from boundaries
    left join matches
        on  matches.place_key = boundaries.place_key
        and matches.from_date <= boundaries.on_date
        and matches.to_date > boundaries.on_date
    group by boundaries.place_key, boundaries.on_date
)

select place_key, valid_from_date, valid_to_date, org_id from picked where org_id is not null
