/*---
model: staging.stg_opportunity
grain: one row per opportunity, with what it refers to made known
key:   [opportunity_id]
load:
  kind: incremental
  by: opportunity_id
  changed_by:
    crm.opportunity: id
    crm.stage_change: opportunity_id
    crm.record_change: select record_id from changed where record_type = 'opportunity'
    star.dim_stage: select id from crm.opportunity join changed using (stage_id)
    star.customer_member: select id from crm.opportunity join changed using (customer_id)
    star.dim_customer: >
      select id from crm.opportunity join star.customer_member using (customer_id) join changed using (customer_key)
    star.dim_org_current: select id from crm.opportunity join changed on pool_unit_id = changed.org_id
tests:
  - not_null: [pipeline, kind, customer_key, fallback_org_id]
---*/
with last_changes as (
    select opportunity_id, max(changed_at) filter (to_kind <> 'open') as closing_changed_at
    from staging.stg_stage_change
    where {{ in_scope(opportunity_id) }}
    group by opportunity_id
),

amount_changes as (
    select record_id as opportunity_id, max(record_change.at) as amount_changed_at
    from crm.record_change
    where record_type = 'opportunity' and field in ('amount', 'currency') and {{ in_scope(record_id) }}
    group by record_id
)

select
    opportunity.id                          as opportunity_id,
    stage.pipeline, stage.stage_key, stage.kind, stage.step, stage.step_count,
    coalesce(member.customer_key, 'unknown') as customer_key,
    opportunity.owner_id,
    -- where it hangs while nobody owns it
    coalesce(pool.org_id, customer.territory_org_id, 'unassigned') as fallback_org_id,
    opportunity.name, opportunity.amount,
    coalesce(opportunity.currency, setting.currency) as currency,
    opportunity.created_at,
    case
        when stage.kind <> 'open'
        then coalesce(
            opportunity.closed_at, last_changes.closing_changed_at, opportunity.updated_at, opportunity.created_at
        )
    end as closed_at,
    opportunity.expected_close_on as expected_close_date,
    coalesce(amount_changes.amount_changed_at, opportunity.created_at) as amount_changed_at,
    opportunity.lost_reason, opportunity.competitor,
    opportunity.source, opportunity.campaign_id, opportunity.lead_id, opportunity.product_id
from crm.opportunity
cross join star.setting
join staging.stg_opportunity_stage as stage on stage.opportunity_id = opportunity.id
left join star.customer_member as member on member.customer_id = opportunity.customer_id
left join star.dim_customer as customer on customer.customer_key = member.customer_key
left join star.dim_org_current as pool on pool.org_id = opportunity.pool_unit_id
left join last_changes on last_changes.opportunity_id = opportunity.id
left join amount_changes on amount_changes.opportunity_id = opportunity.id
where {{ in_scope(opportunity.id) }}
