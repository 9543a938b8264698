/*---
model: staging.stg_idle_version
grain: one row per dated version of a unit or person that ends before it begins, hence holds on no day
key:   [version]
load:  { kind: view }
tests:
  - { audit: version_holds_a_day, severity: warn }
---*/
select 'org_unit ' || id || ' ' || valid_from as version from crm.org_unit where valid_to <= valid_from
union all
select 'employee ' || id || ' ' || valid_from from crm.employee where valid_to <= valid_from
