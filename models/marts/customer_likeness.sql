/*---
model: star.customer_likeness
grain: one row per customer of a source that looks like one entered before it, with the earliest such one
key:   [customer_id]
load:  { kind: full, at: day }
tests:
  - not_null: [customer_key, other_customer_id, other_customer_key, matched_on, is_reregistered]
  - accepted_values: { column: matched_on, values: [registration_no, tax_no, id_card, phone, unionid, name_place] }
---*/
with customers as (
    select
        customer.id as customer_id, member.customer_key,
        coalesce(customer.created_at, timestamp '9999-01-01') as entered_at,
        star.plain_name(customer.name, customer.province, customer.city, customer.district)    as plain_name,
        star.plain_name(customer.address, customer.province, customer.city, customer.district) as plain_address,
        customer.lat, customer.lng
    from crm.customer
    join star.customer_member as member on member.customer_id = customer.id
),

proofs as (
    select customer_id, kind, value_hash as value
    from crm.identity
    where kind in ('registration_no', 'tax_no', 'id_card', 'phone', 'unionid') and coalesce(valid, true)
    union
    select id, 'registration_no', 'plain:' || upper(regexp_replace(registration_no, '[^0-9A-Za-z]', '', 'g'))
    from crm.customer
    where length(registration_no) >= 6
    union
    select id, 'phone', 'plain:' || star.plain_phone(phone) from crm.customer where star.plain_phone(phone) is not null
),

-- a value that more than 20 customers carry is a placeholder, not an identity
usable as (
    select kind, value from proofs group by kind, value having count(*) between 2 and 20
),

shared as (
    select
        proofs.customer_id, proofs.kind as matched_on,
        first_value(proofs.customer_id) over (
            partition by proofs.kind, proofs.value order by customers.entered_at, proofs.customer_id
        ) as other_customer_id
    from proofs
    join usable using (kind, value)
    join customers on customers.customer_id = proofs.customer_id
),

-- nor does a name that hundreds of people bear
names as (
    select plain_name from customers where length(plain_name) > 1 group by plain_name having count(*) between 2 and 200
),

namesakes as (
    select own.customer_id, 'name_place' as matched_on, other.customer_id as other_customer_id
    from names
    join customers as own on own.plain_name = names.plain_name
    join customers as other
        on  other.plain_name = names.plain_name
        and (other.entered_at, other.customer_id) < (own.entered_at, own.customer_id)
    where coalesce(
        star.distance_m(own.lat, own.lng, other.lat, other.lng) <= 100,
        own.plain_address = other.plain_address,
        false
    )
),

alike as (
    select * from shared where other_customer_id <> customer_id
    union all
    select * from namesakes
),

-- the strongest proof speaks, and of several earlier records the earliest
chosen as (
    select alike.customer_id, alike.other_customer_id, alike.matched_on
    from alike
    join customers as other on other.customer_id = alike.other_customer_id
    qualify row_number() over (
        partition by alike.customer_id
        order by
            list_position(
                ['registration_no', 'tax_no', 'id_card', 'phone', 'unionid', 'name_place'], alike.matched_on
            ),
            other.entered_at, alike.other_customer_id
    ) = 1
),

first_paid as (
    select customer_id, min(coalesce(paid_at, ordered_at)) as paid_at
    from crm."order"
    where status = 'paid'
    group by customer_id
),

-- whoever comes again under a new id had bought before, under any other id of theirs
old_buyers as (
    select chosen.customer_id, min(first_paid.paid_at) as paid_at
    from chosen
    join star.customer_member as other on other.customer_id = chosen.other_customer_id
    join star.customer_member as member on member.customer_key = other.customer_key
    join first_paid on first_paid.customer_id = member.customer_id
    where member.customer_id <> chosen.customer_id
    group by chosen.customer_id
)

select
    chosen.customer_id, own.customer_key, chosen.other_customer_id, other.customer_key as other_customer_key,
    chosen.matched_on,
    coalesce(old_buyers.paid_at < own.entered_at, false) as is_reregistered,
    nullif(own.entered_at, timestamp '9999-01-01') as entered_at
from chosen
join customers as own on own.customer_id = chosen.customer_id
join customers as other on other.customer_id = chosen.other_customer_id
left join old_buyers on old_buyers.customer_id = chosen.customer_id
