-- every event has exactly one main owner, and its shares add up to 1
select opportunity_id, event, event_no
from star.fct_opportunity_event
group by opportunity_id, event, event_no
having sum(record_count) is distinct from 1 or sum(share) is distinct from 1
