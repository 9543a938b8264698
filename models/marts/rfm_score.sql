/*---
model: star.rfm_score
grain: one row per customer with a paid order in the window
key:   [customer_key]
load:  { kind: full, at: day }
tests:
  - not_null: [r_score, f_score, m_score, rfm_segment]
---*/
with buyers as (
    select
        customer_key, publish.as_of_date as analysis_date, setting.rfm_window_days as window_days,
        (publish.as_of_date - last_paid_date)::integer as recency_days,
        frequency, net_revenue as monetary
    from star.fct_customer
    cross join star.publish
    cross join star.setting
    where order_count > 0
),

-- competition rank from the worst value, so that equal values score equal
scored as (
    select
        *,
        (1 + 5 * (rank() over (order by recency_days desc) - 1) // count(*) over ())::integer as r_score,
        (1 + 5 * (rank() over (order by frequency) - 1) // count(*) over ())::integer         as f_score,
        (1 + 5 * (rank() over (order by monetary) - 1) // count(*) over ())::integer          as m_score
    from buyers
),

compared as (
    select
        *,
        r_score > avg(r_score) over () as is_recent,
        f_score > avg(f_score) over () as is_frequent,
        m_score > avg(m_score) over () as is_large
    from scored
)

select
    customer_key, analysis_date, window_days, recency_days, frequency, monetary, r_score, f_score, m_score,
    case when is_large then 'important_' else 'general_' end || case
        when is_recent and is_frequent then 'value'
        when is_recent then 'develop'
        when is_frequent then 'keep'
        else 'retain'
    end as rfm_segment
from compared
