/*---
model: staging.stg_customer_answer
grain: one row per activity in which a customer, or a lead of theirs, answered
key:   [activity_id]
load:
  kind: incremental
  by: activity_id
  changed_by:
    crm.activity: id
    star.customer_member: select activity.id from changed join crm.activity using (customer_id)
    staging.stg_lead: select activity.id from changed join crm.activity using (lead_id)
---*/
with activities as (
    select
        activity.id as activity_id,
        coalesce(member.customer_key, lead.customer_key) as customer_key,
        activity.at as answered_at,
        coalesce(activity.outcome = 'refused', false) as is_refusal,
        -- where the source does not say: a call that was taken, or people who met
        coalesce(
            activity.two_way,
            activity.type = 'call' and activity.outcome in ('connected', 'refused', 'done')
            or activity.type in ('visit', 'meeting') and activity.outcome is distinct from 'no_answer',
            false
        ) as is_two_way
    from crm.activity
    left join star.customer_member as member on member.customer_id = activity.customer_id
    left join staging.stg_lead as lead on lead.lead_id = activity.lead_id
    where activity.outcome is distinct from 'cancelled' and {{ in_scope(activity.id) }}
)

select activity_id, customer_key, answered_at, is_refusal, is_two_way
from activities
where customer_key <> 'unknown' and (is_refusal or is_two_way)
