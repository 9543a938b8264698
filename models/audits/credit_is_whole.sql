-- what the shares leave over the owner has; what they are too many the owner lacks
select record_id from staging.stg_odd_credit
