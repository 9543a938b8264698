-- a touched deal is given out whole, under each way of giving out
select attribution.opportunity_id, attribution.owner_id
from star.fct_attribution as attribution
join star.fct_opportunity_event as won
    on  won.opportunity_id = attribution.opportunity_id
    and won.owner_id = attribution.owner_id
    and won.event = 'won'
group by attribution.opportunity_id, attribution.owner_id
having sum(attribution.first_amount) is distinct from any_value(won.amount)
    or sum(attribution.last_amount) is distinct from any_value(won.amount)
    or sum(attribution.linear_amount) is distinct from any_value(won.amount)
    or sum(attribution.position_amount) is distinct from any_value(won.amount)
