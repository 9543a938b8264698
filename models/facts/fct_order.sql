/*---
model: star.fct_order
grain: one row per paid order × line (one more for what is not itemised) × event (paid, refund) × credited employee
key:   [order_id, event, line_id, owner_id]
live: true
load:
  kind: incremental
  by: order_id
  changed_by:
    # who is a new customer is decided among all orders of the customer
    crm.order: &of_customer >
      select other.id from changed
        join star.customer_member as own on own.customer_id = changed.customer_id
        join star.customer_member as member on member.customer_key = own.customer_key
        join crm."order" as other on other.customer_id = member.customer_id
      union select id from changed
    crm.order_line: order_id
    crm.credit: select record_id from changed where record_type = 'order'
    crm.fx_rate: select id from crm."order" join changed using (currency)
    star.customer_member: >
      select other.id from changed
        join star.customer_member as member on member.customer_key = changed.customer_key
        join crm."order" as other on other.customer_id = member.customer_id
      union select other.id from changed join crm."order" as other on other.customer_id = changed.customer_id
    star.dim_customer: >
      select other.id from changed join star.customer_member as member on member.customer_key = changed.customer_key
        join crm."order" as other on other.customer_id = member.customer_id
    star.dim_employee_current: >
      select id from crm."order" join changed on owner_id = changed.employee_id
      union select record_id from crm.credit join changed on credit.employee_id = changed.employee_id
    star.place_territory: >
      select order_id from star.fct_order as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select order_id from star.fct_order
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
extras:
  # an order has a row per line and per credited employee: its sums stand on one of them
  order:
    id: order_id
    once: record_count = 1 and event = 'paid' and line_id = min(line_id) over (partition by order_id, event)
    on: event_date
  order_line: { id: line_id, prefix: line_ }
tests:
  - not_null: [event_date, org_then_key, amount]
  - references: { column: customer_key, to: star.dim_customer.customer_key }
  - references: { column: org_then_key, to: star.dim_org.org_key }
---*/
with scoped_orders as (
    select * from staging.stg_order where {{ in_scope(order_id) }}
),

-- who is new is decided among all orders of the customer, in scope or not
ranked as (
    select
        order_id,
        row_number() over customer_orders as order_no,
        paid_date - lag(paid_date) over customer_orders as days_since_previous
    from staging.stg_order
    where customer_key in (select customer_key from scoped_orders where customer_key <> 'unknown')
    window customer_orders as (partition by customer_key order by paid_at, order_id)
),

orders as (
    select scoped_orders.*, ranked.order_no, ranked.days_since_previous
    from scoped_orders
    left join ranked using (order_id)
),

events as (
    select
        order_id, 'paid' as event, paid_at as event_at, paid_date as event_date, amount as source_amount,
        -- nobody knows whether an unknown buyer is new
        coalesce(order_no = 1, false) as is_first_order,
        coalesce(days_since_previous > 365, false) as is_reactivation,
        -- money that came back whole within 30 days never was a purchase
        coalesce(order_no = 1 and not coalesce(refund_amount >= amount
            and star.business_date(refunded_at) <= paid_date + 30, false), false) as is_kept_first_order
    from orders
    union all
    select order_id, 'refund', refunded_at, star.business_date(refunded_at), refund_amount, false, false, false
    from orders
    where refund_amount is not null
),

converted as (
    select
        orders.* exclude (amount, refund_amount), events.* exclude (order_id, is_kept_first_order), fx.rate,
        events.is_kept_first_order
            and star.converted(events.source_amount, fx.rate) >= setting.new_customer_min_amount as is_validated_first_order,
        star.converted(events.source_amount, fx.rate) as event_amount,
        coalesce(territory.org_id, 'unassigned') as fallback_org_id
    from events
    join orders using (order_id)
    cross join star.setting
    join staging.stg_fx_rate as fx
        on  fx.currency = orders.currency
        and fx.valid_from_date <= events.event_date
        and fx.valid_to_date > events.event_date
    left join star.place_territory as territory
        on  territory.place_key = orders.place_key
        and territory.valid_from_date <= events.event_date
        and territory.valid_to_date > events.event_date
),

itemised as (
    select
        converted.order_id, converted.event, line.id as line_id, line.product_id,
        star.converted(line.amount, converted.rate) as line_amount
    from converted
    join crm.order_line as line on line.order_id = converted.order_id
    where converted.event = 'paid'
),

-- lines that, or whose difference from the order, no amount can hold are left aside: the order stands whole
itemised_totals as (
    select itemised.order_id, sum(itemised.line_amount) as line_amount
    from itemised
    join converted using (order_id, event)
    group by itemised.order_id, converted.event_amount
    having count(itemised.line_amount) = count(*)
        and abs(converted.event_amount - sum(itemised.line_amount)) < 1e16 - 1
),

-- what the lines leave over is a row of its own, so that lines add up to the order
lines as (
    select order_id, event, line_id, product_id, line_amount from itemised semi join itemised_totals using (order_id)
    union all
    select
        converted.order_id, converted.event, '-', null,
        (converted.event_amount - coalesce(itemised_totals.line_amount, 0))::decimal(18, 2)
    from converted
    left join itemised_totals
        on itemised_totals.order_id = converted.order_id and converted.event = 'paid'
    where itemised_totals.order_id is null or converted.event_amount <> itemised_totals.line_amount
),

credited as (
    select
        lines.order_id, lines.event, lines.line_id, lines.product_id,
        unnest(star.credit_parts(lines.line_amount, orders.owner_id, credit.credits)) as part
    from lines
    join orders using (order_id)
    left join staging.stg_credit as credit
        on credit.record_type = 'order' and credit.record_id = lines.order_id
)

select
    -- keys
    credited.order_id, credited.event, credited.line_id,
    coalesce(credited.part.employee_id, 'unassigned') as owner_id,
    case when credited.part.employee_id is null then converted.fallback_org_id else 'unassigned' end as fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    converted.customer_key, credited.product_id,
    -- attributes
    star.tenure_band(assignment.hired_date, converted.event_date) as owner_tenure_band,
    converted.channel, converted.currency,
    converted.is_first_order, converted.is_validated_first_order, converted.is_reactivation,
    -- measures: records, reporting currency
    credited.part.record_count, credited.part.share, credited.part.amount,
    -- times
    converted.event_date, converted.event_at, star.local_time(converted.event_at) as event_at_local
from credited
join converted using (order_id, event)
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(credited.part.employee_id, converted.fallback_org_id)
    and assignment.valid_from_date <= converted.event_date
    and assignment.valid_to_date > converted.event_date
