/*---
model: staging.stg_credit
grain: one row per record whose credit is shared, with the list of who has which share, the largest first
key:   [record_type, record_id]
load:  { kind: view }
---*/
with shares as (
    select credit.record_type, credit.record_id, credit.employee_id, sum(credit.share) as share
    from crm.credit
    join star.dim_employee_current as employee on employee.employee_id = credit.employee_id
    group by credit.record_type, credit.record_id, credit.employee_id
)

select
    record_type, record_id,
    list(struct_pack(employee_id := employee_id, share := share) order by share desc, employee_id) as credits
from shares
group by record_type, record_id
