-- a probability in percent is not one: divide it in the mapping
select stage_key from staging.stg_odd_probability
