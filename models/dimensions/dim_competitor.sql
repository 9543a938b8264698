/*---
model: star.dim_competitor
grain: one row per competitor that stood in the way of a deal
key:   [competitor]
load:
  kind: incremental
  by: competitor
  changed_by:
    crm.opportunity: competitor
---*/
select competitor, count(*) as opportunity_count
from crm.opportunity
where competitor is not null and {{ in_scope(competitor) }}
group by competitor
