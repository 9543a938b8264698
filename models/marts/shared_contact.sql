/*---
model: star.shared_contact
grain: one row per order or day of a person on a phone or device that strangers share
key:   [kind, value_key, record_type, record_id]
load:  { kind: full, at: day }
tests:
  - accepted_values: { column: kind, values: [shared_phone, shared_device] }
  - not_null: [date, org_then_key]
---*/
with paid as (
    select
        orders.id as record_id, star.plain_phone(orders.phone) as phone, nullif(orders.device_id, '') as device_id,
        fact.customer_key, fact.owner_id, fact.fallback_org_id, fact.org_then_key, fact.org_then_id,
        fact.owner_tenure_band, fact.event_date as date
    from crm."order" as orders
    join star.fct_order as fact on fact.order_id = orders.id and fact.event = 'paid' and fact.record_count = 1
    qualify row_number() over (partition by orders.id order by fact.line_id) = 1
),

-- of one device, each person's days
daily as (
    select
        activity.device_id, min(fact.activity_id) as record_id, arg_min(fact.customer_key, fact.activity_id) as customer_key,
        fact.owner_id, any_value(fact.fallback_org_id) as fallback_org_id, any_value(fact.org_then_key) as org_then_key,
        any_value(fact.org_then_id) as org_then_id, any_value(fact.owner_tenure_band) as owner_tenure_band, fact.date
    from star.fct_activity as fact
    join crm.activity on activity.id = fact.activity_id
    where activity.device_id <> '' and fact.owner_id <> 'unassigned'
    group by activity.device_id, fact.owner_id, fact.date
),

uses as (
    select 'shared_phone' as kind, phone as value, 'order' as record_type, customer_key as stranger, paid.* from paid
    where phone is not null
    union all by name
    select 'shared_device' as kind, device_id as value, 'order' as record_type, customer_key as stranger, paid.* from paid
    where device_id is not null
    union all by name
    select 'shared_device' as kind, device_id as value, 'activity' as record_type, owner_id as stranger, daily.* from daily
),

shared as (
    select kind, record_type, value
    from uses
    where stranger not in ('unknown', 'unassigned')
    group by all
    having count(distinct stranger) > 1
)

select
    kind, record_type, record_id,
    -- the number itself is nobody's business, nor is its hash: who tries all phones finds it
    md5(min(record_type || '|' || record_id) over (partition by kind, value)) as value_key,
    customer_key, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band, date
from uses
semi join shared using (kind, record_type, value)
