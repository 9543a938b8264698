/*---
model: star.revenue_class
grain: one row per merged customer
key:   [customer_key]
load:  { kind: full, at: day }
tests:
  - not_null: [revenue_abc]
---*/
with shares as (
    select
        customer_key, net_revenue,
        -- of what all positive revenues are together, how much stands before; equal revenues stand at one place
        sum(greatest(net_revenue, 0)) over (
            order by net_revenue desc range between unbounded preceding and current row exclude group
        ) / nullif(sum(greatest(net_revenue, 0)) over (), 0)::double as share_before
    from star.fct_customer
),

classes as (
    select
        customer_key,
        case
            when net_revenue <= 0 then 'C'
            when coalesce(share_before, 0) < 0.8 then 'A'
            when share_before < 0.95 then 'B'
            else 'C'
        end as revenue_abc
    from shares
),

graded as (
    select count(*) > 0 as is_graded from star.coverage where entity = 'customer' and column_name = 'level'
)

select
    classes.customer_key, classes.revenue_abc,
    -- one scale for everybody: the CRM's own grades where it has them, also when this customer has none
    case
        when graded.is_graded then customer.level
        else classes.revenue_abc || coalesce(' × ' || customer.potential, '')
    end as abc_class
from classes
join star.dim_customer as customer using (customer_key)
cross join graded
