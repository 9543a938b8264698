/*---
model: star.dim_lost_reason
grain: one row per reason for which a deal was lost
key:   [lost_reason]
load:
  kind: incremental
  by: lost_reason
  changed_by:
    crm.opportunity: lost_reason
---*/
select lost_reason, count(*) as opportunity_count
from crm.opportunity
where lost_reason is not null and {{ in_scope(lost_reason) }}
group by lost_reason
