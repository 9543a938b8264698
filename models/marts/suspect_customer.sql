/*---
model: star.suspect_customer
grain: one row per merged customer that may not be the new customer it looks like
key:   [customer_key]
load:  { kind: full, at: day }
tests:
  - not_null: [is_duplicate, is_reregistered, is_self_order]
---*/
-- registrations that were merged are one customer already; here are those that only look like one
with alike as (
    select customer_key, true as is_duplicate, is_reregistered, false as is_self_order
    from star.customer_likeness
    where other_customer_key <> customer_key
    union all
    select customer_key, false, false, true from star.self_order where customer_key is not null
)

select
    customer_key,
    bool_or(is_duplicate)    as is_duplicate,
    bool_or(is_reregistered) as is_reregistered,
    bool_or(is_self_order)   as is_self_order
from alike
group by customer_key
