/*---
model: star.fct_contract
grain: one row per signed contract × credited employee
key:   [contract_id, owner_id]
load:
  kind: incremental
  by: contract_id
  changed_by:
    crm.contract: id
    crm.credit: select record_id from changed where record_type = 'contract'
    crm.fx_rate: select id from crm.contract join changed using (currency)
    star.fct_order: >
      select contract.id from changed join star.customer_member as member using (customer_key)
        join crm.contract on contract.customer_id = member.customer_id
    star.customer_member: >
      select contract.id from changed join star.customer_member as member using (customer_key)
        join crm.contract on contract.customer_id = member.customer_id
      union select contract.id from changed join crm.contract using (customer_id)
    star.dim_customer: >
      select contract.id from changed join star.customer_member as member using (customer_key)
        join crm.contract on contract.customer_id = member.customer_id
    star.dim_employee_current: >
      select id from crm.contract join changed on owner_id = changed.employee_id
      union select record_id from crm.credit join changed on credit.employee_id = changed.employee_id
    star.place_territory: >
      select contract_id from star.fct_contract as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select contract_id from star.fct_contract
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
extras: { contract: { id: contract_id, once: record_count = 1, on: signed_date } }
tests:
  - not_null: [signed_date, org_then_key]
---*/
with contracts as (
    select
        contract.id as contract_id,
        coalesce(member.customer_key, 'unknown') as customer_key,
        employee.employee_id as owner_id,
        coalesce(territory.org_id, 'unassigned') as fallback_org_id,
        contract.signed_at,
        star.business_date(contract.signed_at) as signed_date,
        contract.amount,
        coalesce(contract.currency, setting.currency) as currency
    from crm.contract
    cross join star.setting
    left join star.customer_member as member on member.customer_id = contract.customer_id
    left join star.dim_customer as customer on customer.customer_key = member.customer_key
    left join star.place_territory as territory
        on  territory.place_key = customer.place_key
        and territory.valid_from_date <= star.business_date(contract.signed_at)
        and territory.valid_to_date > star.business_date(contract.signed_at)
    left join star.dim_employee_current as employee on employee.employee_id = contract.owner_id
    where lower(contract.status) not in ('draft', 'cancelled', 'canceled', 'void')
      and {{ in_scope(contract.id) }}
),

-- the first order that the customer paid once it had signed
first_orders as (
    select contracts.contract_id, min(orders.event_date) as first_order_date
    from contracts
    join star.fct_order as orders
        on  orders.customer_key = contracts.customer_key
        and orders.event = 'paid'
        and orders.event_at >= contracts.signed_at
    where contracts.customer_key <> 'unknown'
    group by contracts.contract_id
),

converted as (
    select contracts.*, star.converted(contracts.amount, fx.rate) as event_amount
    from contracts
    left join staging.stg_fx_rate as fx
        on  fx.currency = contracts.currency
        and fx.valid_from_date <= contracts.signed_date
        and fx.valid_to_date > contracts.signed_date
),

credited as (
    select
        converted.contract_id,
        unnest(star.credit_parts(converted.event_amount, converted.owner_id, credit.credits)) as part
    from converted
    left join staging.stg_credit as credit
        on credit.record_type = 'contract' and credit.record_id = converted.contract_id
)

select
    -- keys
    credited.contract_id, coalesce(credited.part.employee_id, 'unassigned') as owner_id,
    case when credited.part.employee_id is null then converted.fallback_org_id else 'unassigned' end as fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    converted.customer_key,
    -- attributes
    star.tenure_band(assignment.hired_date, converted.signed_date) as owner_tenure_band,
    converted.currency,
    first_orders.first_order_date is not null as has_order,
    coalesce(first_orders.first_order_date <= converted.signed_date + 30, false) as has_order_30d,
    -- measures: records, reporting currency
    credited.part.record_count, credited.part.share, credited.part.amount,
    -- times
    converted.signed_date, first_orders.first_order_date, converted.signed_at,
    star.local_time(converted.signed_at) as event_at_local
from credited
join converted using (contract_id)
left join first_orders using (contract_id)
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(credited.part.employee_id, converted.fallback_org_id)
    and assignment.valid_from_date <= converted.signed_date
    and assignment.valid_to_date > converted.signed_date
