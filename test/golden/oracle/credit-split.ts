/**
 * Shared credit (metrics.md §2): where credit rows exist, amounts go by share to each person and the count goes
 * whole to the owner of the event, who stands there with 0 when not credited.
 *
 * Reading: each other credited person has the rounded share, the owner of the event has the rest, be it cents that
 * rounding left or a share that nobody else was given; so the parts of an event add up to it.
 *
 * `events` is a table with eid, record, owner, amount; answers SQL for eid, owner, amount, n.
 */
export function splitCredit(events: string, recordType: 'opportunity' | 'order' | 'contract'): string {
  return `
with others as (
  select e.eid, c.person, round(e.amount * c.share, 2)::decimal(18,2) as part
  from ${events} e join o.credit c on c.record_type = '${recordType}' and c.record = e.record
  where c.person is distinct from e.owner
)
select eid, person as owner, part as amount, 0 as n from others
union all
select e.eid, e.owner, (e.amount - coalesce((select sum(part) from others where others.eid = e.eid), 0))::decimal(18,2), 1
from ${events} e`;
}
