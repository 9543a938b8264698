/*---
model: star.rfm_cut_point
grain: one row per RFM measure × score, with the values that have it
key:   [measure, score]
load:  { kind: full, at: day }
---*/
with scores as (
    unpivot (
        select
            analysis_date, window_days,
            {'score': r_score, 'value': recency_days::double} as recency_days,
            {'score': f_score, 'value': frequency::double}    as frequency,
            {'score': m_score, 'value': monetary::double}     as monetary
        from star.rfm_score
    )
    on recency_days, frequency, monetary into name measure value scored
)

select
    measure, scored.score as score, any_value(analysis_date) as analysis_date, any_value(window_days) as window_days,
    min(scored.value) as from_value, max(scored.value) as to_value, count(*)::integer as customer_count
from scores
group by measure, scored.score
