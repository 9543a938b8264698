/*---
model: star.pool_close
grain: one row per lead or opportunity that is in no pool any more, by its present state
key:   [record_type, record_id]
load:  { kind: full, at: day }
tests:
  - not_null: [is_won, closed_date]
---*/
with status_changes as (
    select record_id as lead_id, new_value as status, max(record_change.at) as changed_at
    from crm.record_change
    where record_type = 'lead' and field = 'status'
    group by all
),

-- a lead wins by becoming an opportunity; what that brought is the money of its deals
deals as (
    select links.lead_id, sum(deal.amount) as amount
    from (
        select lead_id, opportunity_id from star.fct_opportunity where lead_id is not null
        union
        select id, opportunity_id from crm.lead where opportunity_id is not null
    ) as links
    join star.fct_opportunity as deal using (opportunity_id)
    where deal.kind = 'won'
    group by links.lead_id
),

closed as (
    select
        'lead' as record_type, lead.id as record_id, staged.is_converted as is_won,
        coalesce(
            case when staged.is_converted then staged.converted_at end, changes.changed_at, lead.updated_at, lead.created_at
        ) as closed_at,
        case when staged.is_converted then coalesce(deals.amount, 0) end as amount
    from staging.stg_lead as staged
    join crm.lead on lead.id = staged.lead_id
    left join status_changes as changes on changes.lead_id = lead.id and changes.status = lead.status
    left join deals on deals.lead_id = lead.id
    where staged.is_converted or lead.status in ('invalid', 'duplicate')
    union all
    select 'opportunity', opportunity_id, kind = 'won', closed_at, case when kind = 'won' then coalesce(amount, 0) end
    from star.fct_opportunity
    where kind <> 'open'
)

select
    record_type, record_id, is_won, amount::decimal(38, 2) as amount, closed_at, star.business_date(closed_at) as closed_date
from closed
