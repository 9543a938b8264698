/*---
model: star.dim_customer
grain: one row per merged customer, and one for "unknown"
key:   [customer_key]
load:
  kind: incremental
  by: customer_key
  changed_by:
    star.customer_member: customer_key
    crm.customer: select customer_key from changed join star.customer_member on customer_id = changed.id
extras: { customer: { id: customer_key } }
tests:
  - not_null: [name]
---*/
with members as (
    select member.customer_key, customer.*
    from star.customer_member as member
    join crm.customer on customer.id = member.customer_id
    where {{ in_scope(member.customer_key) }}
),

-- the oldest registration speaks for the merged customer; what it leaves empty the next one fills
merged as (
    select
        customer_key,
        arg_min(name, (coalesce(created_at, timestamp '9999-01-01'), id))       as name,
        arg_min(type, (coalesce(created_at, timestamp '9999-01-01'), id)) filter (type is not null) as type,
        arg_min(industry, (coalesce(created_at, timestamp '9999-01-01'), id)) filter (industry is not null) as industry,
        arg_min(size, (coalesce(created_at, timestamp '9999-01-01'), id)) filter (size is not null) as size,
        arg_min(province, (coalesce(created_at, timestamp '9999-01-01'), id)) filter (province is not null) as province,
        arg_min(city, (coalesce(created_at, timestamp '9999-01-01'), id)) filter (city is not null) as city,
        arg_min(district, (coalesce(created_at, timestamp '9999-01-01'), id)) filter (district is not null) as district,
        arg_min(phone, (coalesce(created_at, timestamp '9999-01-01'), id)) filter (phone is not null) as phone,
        arg_min(address, (coalesce(created_at, timestamp '9999-01-01'), id)) filter (address is not null) as address,
        arg_min(source, (coalesce(created_at, timestamp '9999-01-01'), id)) filter (source is not null) as source,
        arg_min(campaign_id, (coalesce(created_at, timestamp '9999-01-01'), id)) filter (campaign_id is not null)
            as campaign_id,
        arg_min(level, (coalesce(created_at, timestamp '9999-01-01'), id)) filter (level is not null) as level,
        arg_min(potential, (coalesce(created_at, timestamp '9999-01-01'), id)) filter (potential is not null) as potential,
        star.business_date(min(created_at)) as created_date,
        count(*)::integer as member_count
    from members
    group by customer_key
),

final as (
    select
        *,
        coalesce(province, '') || '|' || coalesce(city, '') || '|' || coalesce(district, '') as place_key
    from merged
    union all
    select 'unknown', 'Unknown', null, null, null, null, null, null, null, null, null, null, null, null, null, 0, '||'
    where {{ in_scope('unknown') }}
)

select
    customer_key, name, type, industry, size, province, city, district, phone, address, source, campaign_id, level, potential,
    created_date, member_count, place_key
from final
