-- versions that end before they begin: no day is theirs
select version from staging.stg_idle_version
