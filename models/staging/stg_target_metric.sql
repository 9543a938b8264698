/*---
model: staging.stg_target_metric
grain: one row per metric whose actuals are kept day by day, which are those with a target and the usual ones
key:   [metric]
load:  { kind: full }
---*/
select distinct metric from crm.target
union
select unnest([
    'won_amount', 'won_count', 'lost_amount', 'lost_count', 'created_amount', 'created_count', 'revenue', 'net_revenue',
    'order_count', 'new_customer_count', 'signed_amount', 'signed_count', 'collected_amount', 'lead_count', 'call_count',
    'connected_call_count', 'visit_count', 'verified_visit_count', 'meeting_count', 'activity_count'
])
