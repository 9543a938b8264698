-- nobody reached a step that the pipeline does not have, and everybody stands in step 1
select record_type, record_id, attempt_no
from star.fct_funnel
where reached_step < 1 or reached_step > step_count
