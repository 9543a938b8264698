/*---
model: star.fct_task
grain: one row per task given out, control groups among them
key:   [task_id]
load:
  kind: incremental
  by: task_id
  changed_by:
    crm.task: id
    crm.task_batch: select task.id from changed join crm.task on batch_id = changed.id
    # only what falls between the giving out and the due moment says something about a task
    star.fct_activity: >
      select task_id from star.fct_task as task join changed using (customer_key)
        where changed.at >= task.assigned_at and changed.at <= task.until_at
      union select task_id from star.fct_task as task join changed using (lead_id)
        where changed.at >= task.assigned_at and changed.at <= task.until_at
    star.fct_order: >
      select task_id from star.fct_task as task join changed using (customer_key)
        where changed.event_at >= task.assigned_at and changed.event_at <= task.until_at
    star.fct_opportunity_event: >
      select task_id from star.fct_task as task join changed using (customer_key)
        where changed.event = 'won' and changed.event_at >= task.assigned_at and changed.event_at <= task.until_at
    staging.stg_lead: select task.id from changed join crm.task using (lead_id)
    star.customer_member: select task.id from changed join crm.task using (customer_id)
    star.dim_customer: select task_id from star.fct_task join changed using (customer_key)
    star.dim_org_current: >
      select task.id from changed join crm.task_batch as batch on batch.issued_by_unit_id = changed.org_id
        join crm.task on task.batch_id = batch.id
    star.dim_employee_current: select id from crm.task join changed on assignee_id = changed.employee_id
    star.place_territory: >
      select task_id from star.fct_task as fact join star.dim_customer using (customer_key) join changed using (place_key)
        where fact.owner_id = 'unassigned'
    star.org_assignment: >
      select task_id from star.fct_task
        join changed on changed.place_id = star.place_id(nullif(owner_id, 'unassigned'), fallback_org_id)
tests:
  - not_null: [assigned_date, org_then_key]
---*/
with tasks as (
    select
        task.id as task_id, task.batch_id, task.type, task.lead_id, task.result,
        coalesce(task.is_control, false) as is_control,
        batch.name as batch_name, batch.origin, batch.coverage_goal, batch.conversion_goal, batch.campaign_id,
        batch.issued_by_unit_id as issued_by_org_id,
        employee.employee_id,
        coalesce(member.customer_key, 'unknown') as customer_key,
        case when employee.employee_id is null
            then coalesce(issuer.org_id, territory.org_id, 'unassigned') else 'unassigned'
        end as fallback_org_id,
        star.business_date(task.assigned_at) as assigned_date,
        task.assigned_at, task.done_at,
        coalesce(task.due_at, batch.due_at) as due_at,
        -- without a due moment it is looked at for thirty days
        coalesce(task.due_at, batch.due_at, task.assigned_at + interval 30 day) as until_at
    from crm.task
    left join crm.task_batch as batch on batch.id = task.batch_id
    left join star.dim_employee_current as employee on employee.employee_id = task.assignee_id
    left join star.dim_org_current as issuer on issuer.org_id = batch.issued_by_unit_id
    left join star.customer_member as member on member.customer_id = task.customer_id
    left join star.dim_customer as customer on customer.customer_key = member.customer_key
    left join star.place_territory as territory
        on  territory.place_key = customer.place_key
        and territory.valid_from_date <= star.business_date(task.assigned_at)
        and territory.valid_to_date > star.business_date(task.assigned_at)
    where {{ in_scope(task.id) }}
),

-- a connected call, a visit, a meeting or a message, by anybody
contacted as (
    select tasks.task_id
    from tasks
    join star.fct_activity as contact on contact.customer_key = tasks.customer_key
    where tasks.customer_key <> 'unknown' and contact.at >= tasks.assigned_at and contact.at <= tasks.until_at
      and (contact.is_connected or contact.type in ('visit', 'meeting', 'message'))
    union
    select tasks.task_id
    from tasks
    join star.fct_activity as contact on contact.lead_id = tasks.lead_id
    where contact.at >= tasks.assigned_at and contact.at <= tasks.until_at
      and (contact.is_connected or contact.type in ('visit', 'meeting', 'message'))
),

-- the customer paid an order or a deal with it was won; the lead became an opportunity
converted as (
    select tasks.task_id
    from tasks
    join star.fct_order as purchase on purchase.customer_key = tasks.customer_key
    where tasks.customer_key <> 'unknown' and purchase.event = 'paid'
      and purchase.event_at >= tasks.assigned_at and purchase.event_at <= tasks.until_at
    union
    select tasks.task_id
    from tasks
    join star.fct_opportunity_event as win on win.customer_key = tasks.customer_key
    where tasks.customer_key <> 'unknown' and win.event = 'won'
      and win.event_at >= tasks.assigned_at and win.event_at <= tasks.until_at
    union
    select tasks.task_id
    from tasks
    join staging.stg_lead as lead on lead.lead_id = tasks.lead_id
    where lead.is_converted and lead.converted_at >= tasks.assigned_at and lead.converted_at <= tasks.until_at
)

select
    -- keys
    tasks.task_id, tasks.batch_id, coalesce(tasks.employee_id, 'unassigned') as owner_id, tasks.fallback_org_id,
    assignment.org_key as org_then_key, assignment.org_id as org_then_id,
    tasks.customer_key, tasks.lead_id, tasks.campaign_id, tasks.issued_by_org_id,
    -- attributes
    star.tenure_band(assignment.hired_date, tasks.assigned_date) as owner_tenure_band,
    tasks.batch_name, tasks.origin, tasks.type, tasks.result, tasks.is_control,
    contacted.task_id is not null as is_contacted, converted.task_id is not null as is_converted,
    -- measures: fractions of the tasks of the batch
    tasks.coverage_goal, tasks.conversion_goal,
    -- times
    tasks.assigned_date, star.business_date(tasks.due_at) as due_date, tasks.assigned_at, tasks.due_at, tasks.until_at, tasks.done_at,
    star.local_time(tasks.assigned_at) as assigned_at_local, star.local_time(tasks.done_at) as done_at_local
from tasks
left join contacted using (task_id)
left join converted using (task_id)
left join star.org_assignment as assignment
    on  assignment.place_id = star.place_id(tasks.employee_id, tasks.fallback_org_id)
    and assignment.valid_from_date <= tasks.assigned_date
    and assignment.valid_to_date > tasks.assigned_date
