/*---
model: star.cross_region
grain: one row per deal, lead or visit whose customer's place lies outside every territory of its owner
key:   [kind, record_id]
load:  { kind: full, at: day }
tests:
  - accepted_values: { column: kind, values: [deal, lead, visit] }
  - not_null: [date, org_then_key]
---*/
with places as (
    select distinct province, city, district from star.dim_customer where city is not null
    union
    select province, city, district from crm.territory where city is not null
),

-- a lead without a customer has only an address, which begins with its place
prefixes as (
    select distinct left(star.half_width(address), 16) as prefix from crm.lead where address is not null
),

addressed as (
    select
        prefixes.prefix,
        arg_max(
            struct_pack(province := places.province, city := places.city, district := places.district),
            (coalesce(length(places.district), 0), length(places.city), places.province, places.district)
        ) as place
    from prefixes
    join places
        on  contains(prefixes.prefix, star.bare_place(places.city))
        and (places.district is null or contains(prefixes.prefix, lower(places.district)))
    group by prefixes.prefix
),

events as (
    select
        'deal' as kind, opportunity_id as record_id, 'opportunity' as record_type, opportunity_name as record_name,
        fact.customer_key, event_date as date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        customer.province, customer.city, customer.district
    from star.fct_opportunity_event as fact
    join star.dim_customer as customer on customer.customer_key = fact.customer_key
    where event = 'won' and record_count = 1
    union all
    select
        'visit', activity_id, 'activity', null, fact.customer_key, date, owner_id, fallback_org_id, org_then_key,
        org_then_id, owner_tenure_band, customer.province, customer.city, customer.district
    from star.fct_activity as fact
    join star.dim_customer as customer on customer.customer_key = fact.customer_key
    where fact.type = 'visit'
    union all
    select
        'lead', fact.lead_id, 'lead', coalesce(lead.company, lead.name), fact.customer_key, fact.created_date, fact.owner_id,
        fallback_org_id, org_then_key, org_then_id, owner_tenure_band,
        case when customer.city is null then addressed.place.province else customer.province end,
        coalesce(customer.city, addressed.place.city),
        case when customer.city is null then addressed.place.district else customer.district end
    from star.fct_lead as fact
    join crm.lead on lead.id = fact.lead_id
    left join star.dim_customer as customer on customer.customer_key = fact.customer_key
    left join addressed on addressed.prefix = left(star.half_width(lead.address), 16)
),

-- the territories, in force on that day, of the owner's unit as it was and of the units above it
questions as (
    select distinct org_then_key, date, province, city, district
    from events
    where owner_id <> 'unassigned' and (province is not null or city is not null or district is not null)
),

answers as (
    select
        questions.*,
        -- what is not known of a place does not put it outside
        bool_or(
            coalesce(territory.province = questions.province, true)
            and coalesce(territory.city = questions.city, true)
            and coalesce(territory.district = questions.district, true)
        ) as is_inside
    from questions
    join star.dim_org as unit on unit.org_key = questions.org_then_key
    join crm.territory
        on  list_contains(unit.ancestor_ids, territory.org_unit_id)
        and coalesce(territory.valid_from, date '0001-01-01') <= questions.date
        and coalesce(territory.valid_to, date '9999-12-31') > questions.date
        and (territory.province is not null or territory.city is not null or territory.district is not null)
    group by all
)

select
    kind, record_type, record_id, record_name, customer_key, owner_id, fallback_org_id, events.org_then_key, org_then_id,
    owner_tenure_band, events.date,
    concat_ws(' ', events.province, events.city, events.district) as place
from events
join answers
    on  answers.org_then_key = events.org_then_key and answers.date = events.date
    and answers.province is not distinct from events.province
    and answers.city is not distinct from events.city
    and answers.district is not distinct from events.district
where events.owner_id <> 'unassigned' and not answers.is_inside
