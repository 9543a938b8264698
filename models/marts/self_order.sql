/*---
model: star.self_order
grain: one row per paid order that seems to come from an employee
key:   [order_id]
load:  { kind: full, at: day }
tests:
  - not_null: [employee_id, matched_on]
  - accepted_values: { column: matched_on, values: [phone, device] }
---*/
with phones as (
    select star.plain_phone(phone) as phone, min(id) as employee_id
    from crm.employee
    where star.plain_phone(phone) is not null
    group by all
),

devices as (
    select activity.device_id, min(activity.owner_id) as employee_id
    from crm.activity
    join star.dim_employee_current as employee on employee.employee_id = activity.owner_id
    where activity.device_id <> ''
    group by activity.device_id
)

select
    orders.id as order_id,
    member.customer_key,
    coalesce(by_phone.employee_id, by_customer.employee_id, by_device.employee_id) as employee_id,
    case when by_phone.employee_id is null and by_customer.employee_id is null then 'device' else 'phone' end as matched_on
from crm."order" as orders
left join star.customer_member as member on member.customer_id = orders.customer_id
left join crm.customer on customer.id = orders.customer_id
left join phones as by_phone on by_phone.phone = star.plain_phone(orders.phone)
left join phones as by_customer on by_customer.phone = star.plain_phone(customer.phone)
left join devices as by_device on by_device.device_id = orders.device_id
where orders.status = 'paid'
  and coalesce(by_phone.employee_id, by_customer.employee_id, by_device.employee_id) is not null
