/*---
model: star.fct_suspicion
grain: one row per suspicion × person on one side of it; a suspicion, never a verdict
key:   [suspicion_id, record_type, record_id, side]
load:  { kind: full, at: day }
tests:
  - not_null: [kind, date, org_then_key, owner_id]
  - references: { column: org_then_key, to: star.dim_org.org_key }
---*/
with won as (
    select * from star.fct_opportunity_event where record_count = 1 and event in ('won', 'lost')
),

-- who held a registration when it was entered, else whose pool or territory it lay in
registrations as (
    select
        customer.id as customer_id, customer.name as record_name, employee.employee_id, customer.created_at,
        customer.audit_status, customer.audited_at,
        case when employee.employee_id is null then pool.org_id end as pool_org_id
    from crm.customer
    left join staging.stg_pool_stretch as stretch
        on stretch.record_type = 'customer' and stretch.record_id = customer.id and stretch.stretch_no = 1
    left join star.dim_employee_current as employee on employee.employee_id = stretch.holder_id
    left join star.dim_org_current as pool on pool.org_id = customer.pool_unit_id
),

alike as (
    select likeness.*, kind, side, case side when 'main' then customer_id else other_customer_id end as record_id
    from star.customer_likeness as likeness
    cross join (values ('duplicate_customer'), ('reregistered')) as kinds (kind)
    cross join (values ('main'), ('other')) as sides (side)
    where (kind = 'duplicate_customer' or is_reregistered) and entered_at is not null
),

alike_placed as (
    select
        alike.kind, alike.customer_id as suspicion_key, alike.side, 'customer' as record_type, alike.record_id,
        registration.record_name, alike.matched_on as evidence, null::double as value,
        case alike.side when 'main' then alike.customer_key else alike.other_customer_key end as customer_key,
        star.business_date(alike.entered_at) as date, registration.employee_id,
        coalesce(registration.pool_org_id, territory.org_id, 'unassigned') as hung_org_id,
        -- an audit that let the registration pass clears it
        coalesce(
            regexp_matches(lower(registration.audit_status), '^(approved|passed|pass|accepted|通过|已通过|审核通过)$')
            and registration.audited_at >= registration.created_at, false
        ) as is_cleared
    from alike
    join registrations as registration on registration.customer_id = alike.record_id
    join star.customer_member as member on member.customer_id = alike.record_id
    join star.dim_customer as customer on customer.customer_key = member.customer_key
    left join star.place_territory as territory
        on  territory.place_key = customer.place_key
        and territory.valid_from_date <= star.business_date(alike.entered_at)
        and territory.valid_to_date > star.business_date(alike.entered_at)
),

found as (
    select
        alike_placed.* exclude (employee_id, hung_org_id),
        coalesce(employee_id, 'unassigned') as owner_id,
        case when employee_id is null then hung_org_id else 'unassigned' end as fallback_org_id,
        assignment.org_key as org_then_key, assignment.org_id as org_then_id,
        star.tenure_band(assignment.hired_date, date) as owner_tenure_band
    from alike_placed
    join star.org_assignment as assignment
        on  assignment.place_id = star.place_id(employee_id, hung_org_id)
        and assignment.valid_from_date <= date and assignment.valid_to_date > date
    union all by name
    select
        'backdated_close' as kind, won.opportunity_id as suspicion_key, 'main' as side, 'opportunity' as record_type,
        won.opportunity_id as record_id, opportunity_name as record_name, suspect.backdated_days::double as value,
        customer_key, event_date as date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band
    from won
    join star.suspect_deal as suspect on suspect.opportunity_id = won.opportunity_id
    where suspect.is_backdated
    union all by name
    select
        'month_end_reversal' as kind, change.opportunity_id as suspicion_key, 'main' as side, 'opportunity' as record_type,
        change.opportunity_id as record_id, opportunity.name as record_name, customer_key, changed_date as date,
        change.owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band
    from star.suspect_deal as suspect
    join star.fct_stage_change as change on change.stage_change_id = suspect.reversal_change_id
    join crm.opportunity on opportunity.id = change.opportunity_id
    union all by name
    select
        'cross_region_' || kind as kind, record_id as suspicion_key, 'main' as side, record_type, record_id, record_name,
        place as evidence, customer_key, date, owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band
    from star.cross_region
    union all by name
    select
        'contested_customer' as kind, customer_key as suspicion_key, owner_id || '@' || date as side,
        'customer' as record_type, customer_key as record_id, customer.name as record_name, customer_key, date, owner_id,
        fallback_org_id, org_then_key, org_then_id, owner_tenure_band
    from star.contested_customer
    join star.dim_customer as customer using (customer_key)
    union all by name
    select
        'self_order' as kind, own.order_id as suspicion_key, 'main' as side, 'order' as record_type,
        own.order_id as record_id, own.matched_on as evidence, fact.customer_key, event_date as date, owner_id,
        fallback_org_id, org_then_key, org_then_id, owner_tenure_band
    from star.self_order as own
    join star.fct_order as fact on fact.order_id = own.order_id and fact.event = 'paid' and fact.record_count = 1
    qualify row_number() over (partition by own.order_id order by fact.line_id) = 1
    union all by name
    select
        kind, value_key as suspicion_key, 'main' as side, record_type, record_id, customer_key, date, owner_id,
        fallback_org_id, org_then_key, org_then_id, owner_tenure_band
    from star.shared_contact
    union all by name
    select
        suspect.kind, suspect.activity_id as suspicion_key, 'main' as side, 'activity' as record_type,
        suspect.activity_id as record_id, suspect.value, customer_key, date, owner_id, fallback_org_id, org_then_key,
        org_then_id, owner_tenure_band
    from star.suspect_visit as suspect
    join star.fct_activity as fact on fact.activity_id = suspect.activity_id
),

-- where each side sits today, so that a row can say whether the other one is of another unit, and never who it is
seated as (
    select
        found.*, md5(found.kind || '|' || found.suspicion_key) as suspicion_id,
        coalesce(employee.org_id, found.fallback_org_id) as seat_org_id
    from found
    left join star.dim_employee_current as employee on employee.employee_id = found.owner_id
)

select
    -- keys
    suspicion_id, kind, side, record_type, record_id, customer_key,
    owner_id, fallback_org_id, org_then_key, org_then_id,
    -- attributes
    owner_tenure_band, record_name, evidence,
    case
        when count(*) over suspicion = 1 then null
        when min(seat_org_id) over suspicion = max(seat_org_id) over suspicion then 'same_unit'
        else 'another_unit'
    end as other_side,
    coalesce(is_cleared, false) as is_cleared,
    -- measures
    value,
    -- times
    date
from seated
window suspicion as (partition by suspicion_id)
