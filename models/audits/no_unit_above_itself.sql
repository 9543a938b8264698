-- whose parents lead back to it: the tree is cut there, and the unit hangs under "Unassigned"
select current.org_id
from star.dim_org_current as current
join staging.stg_org_version as version using (org_id)
join star.publish
    on  version.valid_from_date <= publish.as_of_date
    and version.valid_to_date > publish.as_of_date
join star.dim_org_current as above on above.org_id = version.parent_id
where current.parent_id = 'unassigned' and version.parent_id <> 'unassigned'
