/*---
model: staging.stg_settlement
grain: one row per due amount × payment that settles a part of it
key:   [due_id, payment_id]
load:
  kind: incremental
  by: account_key
  changed_by:
    staging.stg_payment: account_key
tests:
  - not_null: [amount, settled_date]
---*/
-- what is due first is settled first, by what came first; a refund gives money back and makes nothing due again
with lines as (
    select
        account_key, event, payment_id, date, amount,
        sum(amount) over (partition by account_key, event order by happened_at, payment_id) as up_to
    from staging.stg_payment
    where event in ('due', 'payment') and amount > 0 and {{ in_scope(account_key) }}
)

select
    dues.payment_id as due_id, paid.payment_id, dues.account_key,
    (least(dues.up_to, paid.up_to) - greatest(dues.up_to - dues.amount, paid.up_to - paid.amount))::decimal(18, 2)
        as amount,
    -- what came early settles it on the day it falls due
    greatest(dues.date, paid.date) as settled_date
from lines as dues
join lines as paid
    on  paid.account_key = dues.account_key
    and paid.event = 'payment'
    and paid.up_to > dues.up_to - dues.amount
    and dues.up_to > paid.up_to - paid.amount
where dues.event = 'due'
