/*---
model: staging.stg_order
grain: one row per paid order
key:   [order_id]
load:  { kind: view }
---*/
select
    orders.id                                         as order_id,
    coalesce(member.customer_key, 'unknown')          as customer_key,
    employee.employee_id                              as owner_id,
    orders.customer_id, orders.contract_id, customer.place_key,
    orders.amount,
    coalesce(orders.currency, setting.currency)       as currency,
    coalesce(orders.paid_at, orders.ordered_at)       as paid_at,
    star.business_date(coalesce(orders.paid_at, orders.ordered_at)) as paid_date,
    case when orders.refund_amount > 0 then orders.refund_amount end as refund_amount,
    case when orders.refund_amount > 0 then coalesce(orders.refunded_at, orders.paid_at, orders.ordered_at) end
        as refunded_at,
    orders.channel
from crm."order" as orders
cross join star.setting
left join star.customer_member as member on member.customer_id = orders.customer_id
left join star.dim_customer as customer on customer.customer_key = member.customer_key
left join star.dim_employee_current as employee on employee.employee_id = orders.owner_id
where orders.status = 'paid'
