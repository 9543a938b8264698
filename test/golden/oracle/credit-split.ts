/**
 * Shared credit (metrics.md §2): where credit rows exist, amounts go by share to each person and the count goes
 * whole to the owner of the event, who stands there with 0 when not credited.
 *
 * Reading: cents lost in rounding the shares stay with the owner where credited, else with the largest share, so
 * that the parts of an event add up to it.
 *
 * `events` is a table with eid, record, owner, amount; answers SQL for eid, owner, amount, n.
 */
export function splitCredit(events: string, recordType: 'opportunity' | 'order' | 'contract'): string {
  return `
with credited as (
  select e.eid, e.amount, c.person, round(e.amount * c.share, 2)::decimal(18,2) as part,
    row_number() over (partition by e.eid
      order by coalesce(e.owner = c.person, false) desc, c.share desc, c.person) as nth,
    coalesce(e.owner = c.person, false) as is_main
  from ${events} e join o.credit c on c.record_type = '${recordType}' and c.record = e.record
)
select eid, owner, amount, 1 as n from ${events} where eid not in (select eid from credited)
union all
select eid, person, case when nth = 1
    then (amount - (sum(part) over (partition by eid) - part))::decimal(18,2) else part end, is_main::integer
from credited
union all
select e.eid, e.owner, 0::decimal(18,2), 1 from ${events} e
where e.eid in (select eid from credited) and e.eid not in (select eid from credited where is_main)`;
}
