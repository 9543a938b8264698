/*---
model: staging.stg_payment
grain: one row per due amount, payment or refund, with what it refers to made known
key:   [payment_id]
load:
  kind: incremental
  by: payment_id
  changed_by:
    crm.payment: id
    crm.order: >
      select payment.id from changed join crm.payment on payment.order_id = changed.id
      union select unnest(['paid|' || changed.id, 'refund|' || changed.id]) from changed
    # by itself, or by its order
    crm.contract: >
      select payment.id from changed join crm.payment on payment.contract_id = changed.id
      union select payment.id from changed join crm."order" as orders on orders.contract_id = changed.id
        join crm.payment on payment.order_id = orders.id
      union select unnest(['paid|' || orders.id, 'refund|' || orders.id])
        from changed join crm."order" as orders on orders.contract_id = changed.id
    star.customer_member: >
      select payment.id from changed join crm.payment using (customer_id)
      union select unnest(['paid|' || orders.id, 'refund|' || orders.id])
        from changed join crm."order" as orders using (customer_id)
    star.dim_customer: &of_customer >
      select payment.id from changed join star.customer_member using (customer_key) join crm.payment using (customer_id)
      union select unnest(['paid|' || orders.id, 'refund|' || orders.id])
        from changed join star.customer_member using (customer_key) join crm."order" as orders using (customer_id)
    staging.stg_customer_owner: *of_customer
    star.dim_employee_current: >
      select payment.id from changed join crm."order" as orders on orders.owner_id = changed.employee_id
        join crm.payment on payment.order_id = orders.id
      union select payment.id from changed join crm.contract on contract.owner_id = changed.employee_id
        join crm.payment on payment.contract_id = contract.id
      union select payment.id from changed join crm.contract on contract.owner_id = changed.employee_id
        join crm."order" as orders on orders.contract_id = contract.id join crm.payment on payment.order_id = orders.id
      union select unnest(['paid|' || orders.id, 'refund|' || orders.id])
        from changed join crm."order" as orders on orders.owner_id = changed.employee_id
      union select unnest(['paid|' || orders.id, 'refund|' || orders.id])
        from changed join crm.contract on contract.owner_id = changed.employee_id
        join crm."order" as orders on orders.contract_id = contract.id
tests:
  - not_null: [event, account_key, customer_key, date]
---*/
with recorded as (
    select id as payment_id, kind as event, customer_id, contract_id, order_id, payment.at as happened_at, amount, currency
    from crm.payment
    where {{ in_scope(id) }}
),

-- a source without payments tells of them by its orders
told as (
    select not exists (select 1 from star.coverage where entity = 'payment') as is_by_orders
),

of_orders as (
    select
        'paid|' || order_id as payment_id, 'payment' as event, customer_id, contract_id, order_id, paid_at as happened_at,
        amount, currency
    from staging.stg_order
    where {{ in_scope('paid|' || order_id) }}
    union all
    select
        'refund|' || order_id, 'refund', customer_id, contract_id, order_id, refunded_at, refund_amount, currency
    from staging.stg_order
    where refund_amount is not null and {{ in_scope('refund|' || order_id) }}
),

events as (
    select * from recorded where not (select is_by_orders from told)
    union all
    select * from of_orders where (select is_by_orders from told)
),

-- it belongs to its order, else to its contract, else to whoever held the customer that day
known as (
    select
        events.payment_id, events.event, orders.id as order_id,
        coalesce(own_contract.id, order_contract.id) as contract_id,
        coalesce(member.customer_key, 'unknown') as customer_key, customer.place_key,
        -- two customers that nobody knows are not one
        coalesce(member.customer_key, events.customer_id, 'unknown') as holder_key,
        coalesce(orders.owner_id, own_contract.owner_id, order_contract.owner_id) as record_owner_id,
        events.amount, coalesce(events.currency, setting.currency) as currency,
        events.happened_at, star.business_date(events.happened_at) as date
    from events
    cross join star.setting
    left join crm."order" as orders on orders.id = events.order_id
    left join crm.contract as own_contract on own_contract.id = events.contract_id
    left join crm.contract as order_contract on order_contract.id = orders.contract_id
    left join star.customer_member as member on member.customer_id = events.customer_id
    left join star.dim_customer as customer on customer.customer_key = member.customer_key
)

select
    known.payment_id, known.event, known.order_id, known.contract_id, known.customer_key, known.place_key,
    coalesce(employee.employee_id, holder.owner_id) as owner_id,
    case when known.order_id is not null then 'order' when known.contract_id is not null then 'contract' end
        as credit_type,
    coalesce(known.order_id, known.contract_id) as credit_id,
    -- what is paid settles what is due under the same contract, else order, else of the same customer
    coalesce('k|' || known.contract_id, 'o|' || known.order_id, 'c|' || known.holder_key) || '|' || known.currency
        as account_key,
    known.amount, known.currency, known.happened_at, known.date
from known
left join star.dim_employee_current as employee on employee.employee_id = known.record_owner_id
left join staging.stg_customer_owner as holder
    on  holder.customer_key = known.customer_key
    and holder.valid_from_date <= known.date
    and holder.valid_to_date > known.date
