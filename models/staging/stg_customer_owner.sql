/*---
model: staging.stg_customer_owner
grain: one row per merged customer × stretch of days at whose end one person, or nobody, holds it
key:   [customer_key, valid_from_date]
load:
  kind: incremental
  by: customer_key
  changed_by:
    star.customer_member: customer_key
    star.dim_customer: customer_key
    crm.customer: select customer_key from changed join star.customer_member on customer_id = changed.id
    staging.stg_owner_history: >
      select customer_key from changed join star.customer_member on customer_id = record_id
        where record_type = 'customer'
    star.dim_employee_current: >
      select customer_key from changed join crm.customer on owner_id = changed.employee_id
        join star.customer_member on customer_id = customer.id
      union select customer_key from changed
        join staging.stg_owner_history as history on history.owner_id = changed.employee_id
        join star.customer_member on customer_id = record_id where record_type = 'customer'
    star.dim_org_current: >
      select customer_key from changed join crm.customer on pool_unit_id = changed.org_id
        join star.customer_member on customer_id = customer.id
tests:
  - not_null: [valid_to_date]
---*/
with members as (
    select
        member.customer_key, customer.id as customer_id, customer.owner_id, customer.pool_unit_id, customer.created_at,
        employee.employee_id is not null as is_held
    from star.customer_member as member
    join crm.customer on customer.id = member.customer_id
    left join star.dim_employee_current as employee on employee.employee_id = customer.owner_id
    where {{ in_scope(member.customer_key) }}
),

-- the oldest registration that somebody we know holds speaks for the merged customer, else the oldest
speakers as (
    select * from members
    qualify row_number() over (
        partition by customer_key order by not is_held, coalesce(created_at, timestamp '9999-01-01'), customer_id
    ) = 1
),

held as (
    select
        speakers.customer_key, speakers.pool_unit_id,
        -- who holds it today is what the record itself says
        case when coalesce(history.valid_to_at, timestamp '9999-12-31') = timestamp '9999-12-31'
            then speakers.owner_id else history.owner_id
        end as owner_id,
        case when coalesce(history.valid_from_at, timestamp '0001-01-01') = timestamp '0001-01-01'
            then date '0001-01-01' else star.business_date(history.valid_from_at)
        end as valid_from_date,
        case when coalesce(history.valid_to_at, timestamp '9999-12-31') = timestamp '9999-12-31'
            then date '9999-12-31' else star.business_date(history.valid_to_at)
        end as valid_to_date
    from speakers
    left join staging.stg_owner_history as history
        on history.record_type = 'customer' and history.record_id = speakers.customer_id
)

select
    held.customer_key, employee.employee_id as owner_id, pool.org_id as pool_org_id, customer.place_key,
    held.valid_from_date, held.valid_to_date
from held
join star.dim_customer as customer on customer.customer_key = held.customer_key
left join star.dim_employee_current as employee on employee.employee_id = held.owner_id
left join star.dim_org_current as pool on pool.org_id = held.pool_unit_id
-- who held it for part of a day only does not hold it at its end
where held.valid_from_date < held.valid_to_date
