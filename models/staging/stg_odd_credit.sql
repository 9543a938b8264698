/*---
model: staging.stg_odd_credit
grain: one row per record whose shares, of people we know, do not add up to 1
key:   [record_type, record_id]
load:  { kind: view }
tests:
  - { audit: credit_is_whole, severity: warn }
---*/
select record_type, record_id, list_sum(list_transform(credits, lambda one: one.share)) as share
from staging.stg_credit
-- a third written with four digits is a third
where abs(list_sum(list_transform(credits, lambda one: one.share)) - 1) > 0.001
