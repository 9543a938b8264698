/*---
model: star.customer_member
grain: one row per customer of a source, with the merged customer it belongs to
key:   [customer_id]
load:
  kind: incremental
  by: customer_id
  changed_by:
    # whoever shared an identity with a changed customer before, or does now, is looked at again as one group
    crm.customer: >
      select id from changed
      union select other.customer_id from changed
        join star.customer_member as own on own.customer_id = changed.id
        join star.customer_member as other on other.customer_key = own.customer_key
      union select other.customer_id from changed
        join staging.stg_identity_link as link on link.customer_id = changed.id
        join star.customer_member as own on own.customer_id = link.other_customer_id
        join star.customer_member as other on other.customer_key = own.customer_key
    crm.identity: >
      select customer_id from changed
      union select other.customer_id from changed
        join star.customer_member as own on own.customer_id = changed.customer_id
        join star.customer_member as other on other.customer_key = own.customer_key
      union select other.customer_id from changed
        join crm.identity as shared on shared.kind = changed.kind and shared.value_hash = changed.value_hash
        join star.customer_member as own on own.customer_id = shared.customer_id
        join star.customer_member as other on other.customer_key = own.customer_key
tests:
  - not_null: [customer_key]
---*/
with recursive customers as (
    select id as customer_id from crm.customer where {{ in_scope(id) }}
),

links as (
    select customer_id, other_customer_id from staging.stg_identity_link where {{ in_scope(customer_id) }}
),

reached as (
    select customer_id, customer_id as other_customer_id from customers
    union
    select reached.customer_id, links.other_customer_id
    from reached
    join links on links.customer_id = reached.other_customer_id
)

-- a merged customer is named after its smallest id: a pure function of its members
select customer_id, min(other_customer_id) as customer_key
from reached
group by customer_id
