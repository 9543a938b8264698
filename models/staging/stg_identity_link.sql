/*---
model: staging.stg_identity_link
grain: one row per ordered pair of customers that share a strong identity
key:   [customer_id, other_customer_id]
load:  { kind: view }
---*/
with identities as (
    -- a device is shared by strangers; the others stand for one person or one company
    select distinct identity.customer_id, identity.kind, identity.value_hash
    from crm.identity
    semi join crm.customer on customer.id = identity.customer_id
    where identity.kind in ('registration_no', 'tax_no', 'id_card', 'phone', 'unionid')
      and coalesce(identity.valid, true)
),

-- a value that more than 20 customers carry is a placeholder, not an identity
usable as (
    select kind, value_hash from identities group by kind, value_hash having count(*) between 2 and 20
)

select distinct own.customer_id, other.customer_id as other_customer_id
from identities as own
join usable on usable.kind = own.kind and usable.value_hash = own.value_hash
join identities as other on other.kind = own.kind and other.value_hash = own.value_hash
where other.customer_id <> own.customer_id
