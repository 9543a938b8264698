/*---
model: staging.stg_odd_probability
grain: one row per stage whose probability is none between 0 and 1
key:   [stage_key]
load:  { kind: view }
tests:
  - { audit: probability_is_a_share, severity: warn }
---*/
select pipeline || '|' || id as stage_key from crm.pipeline_stage where probability not between 0 and 1
