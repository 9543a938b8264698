-- the days of a unit's only period add up to its target, to the cent
with periods as (
    select subject_type, subject_id, metric, any_value(value) as value
    from staging.stg_target
    where subject_type = 'employee'
      and subject_id in (
          select employee_id from star.dim_employee_current where hired_date is null and left_date is null
      )
    group by all
    having count(*) = 1
)

select periods.subject_id, periods.metric, periods.value, sum(days.target) as target
from periods
join star.fct_target_day as days using (subject_type, subject_id, metric)
group by all
having sum(days.target) <> periods.value
