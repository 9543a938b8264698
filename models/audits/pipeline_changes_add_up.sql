-- for every deal all that came and all that went is what is open now, to the cent
with flows as (
    select opportunity_id, sum(signed_amount) as amount, sum(signed_count) as record_count
    from star.fct_pipeline_change
    group by opportunity_id
),

open_deals as (
    select opportunity_id, sum(coalesce(amount, 0)) as amount, sum(record_count) as record_count
    from star.fct_pipeline
    where state = 'open' and valid_to_date = date '9999-12-31'
    group by opportunity_id
)

select opportunity_id
from flows
full join open_deals using (opportunity_id)
where coalesce(flows.amount, 0) is distinct from coalesce(open_deals.amount, 0)
   or coalesce(flows.record_count, 0) is distinct from coalesce(open_deals.record_count, 0)
